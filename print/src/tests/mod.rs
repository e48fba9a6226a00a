mod form;
mod odd_text;
mod paper;
mod papers;
mod pdf;
mod sample;
mod scope;
