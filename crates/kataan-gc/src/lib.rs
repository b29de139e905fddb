//! The heap of the Kataan engine: a region of flat cells and its collector.
