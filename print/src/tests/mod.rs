mod form;
mod odd_text;
mod paper;
mod pdf;
mod sample;
mod scope;
