pub mod calendar;
pub mod workflow;
