//! Tsunagu (つなぐ): one program that a municipality, or several together, runs for its whole hikikomori support.
//!
//! The slices below stand in order: each uses only earlier ones, and only through their `mod.rs`. A test holds it.

#![forbid(unsafe_code)]

pub mod app;
pub mod commands;
pub mod config;
pub mod platform;
mod texts;
pub mod ui;

pub mod accounts;
pub mod directory;
pub mod editing;
pub mod opendata;
pub mod policy;
pub mod tables;

pub mod booking;
pub mod mailbox;
pub mod people;
pub mod reception;

pub mod casework;
pub mod contact;
pub mod counter;
pub mod online;
pub mod worries;

pub mod relay;

pub mod entrances;

pub mod home;
