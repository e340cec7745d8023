//! The fill-in list: a workbook that asks the persons responsible for what is missing, and what they write into it.
//! Pure: bytes and tables, no I/O, no clock.
//!
//! [`workbook`] writes a [`List`]: one sheet a person, one row a machine, the most valuable first, only empty cells
//! unlocked. A hidden sheet repeats the keys, what was asked and what was known, with a digest of it. [`returned`]
//! recognises such a workbook by that sheet whatever its file is called, whatever rows and columns were moved, and gives
//! the answers as tables with plans, so that they are read like any source and every value has its cell. A row whose
//! keys were changed is refused with its number; a cell that was not asked about is not taken.

mod asked;
mod keys;
mod list;
mod returned;
mod texts;
mod workbook;

pub use asked::{ASKED, Answer, Asked, asked};
pub use list::{Cell, Key, Known, List, Row, Sheet};
pub use returned::{Answers, Returned, SOURCE, returned};
pub use texts::heading;
pub use workbook::{ListError, workbook};
