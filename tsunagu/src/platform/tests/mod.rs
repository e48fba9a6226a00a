//! Tests of the platform, and of promises that concern the whole source tree.

mod house;
mod mail;
mod pages;
mod routes;
mod sealing;
mod trail;
mod web;
