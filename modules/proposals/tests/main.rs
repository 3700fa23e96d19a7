//! One program for all tests of the module: each act over HTTP on both databases.

mod attachments;
mod common;
mod drafting;
mod feedback;
mod feedback_carry;
mod handling;
mod import;
mod import_page;
mod lists;
mod model;
mod model_acts;
mod office;
mod review;
mod review_carry;
mod review_meetings;
mod review_numbers;
mod review_setup;
mod workbench;
