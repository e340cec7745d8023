//! Query parameters of lists: paging and sort here, filters where the list is.

use crate::problem::{Answer, Problem};
use serde::Serialize;
use utoipa::ToSchema;

/// Rows of a page when nothing is said.
const USUAL: usize = 100;

/// Rows of a page at most.
const MOST: usize = 500;

/// Query parameters as they were written.
pub type Pairs = Vec<(String, String)>;

/// Which part of a list, in which order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paging {
    /// Rows wanted.
    pub limit: usize,
    /// Rows before them.
    pub offset: usize,
    /// The order, as written.
    pub sort: Option<String>,
    /// The columns of an export.
    pub columns: Option<String>,
}

/// One part of a list. A list is never cut without saying so: `total` counts all, `next` leads on.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Rows there are in all.
    pub total: usize,
    /// The cursor of the next part; `null` at the end.
    pub next: Option<String>,
    /// Rows before these.
    pub offset: usize,
}

impl<T> Page<T> {
    /// A part of a list with its place.
    pub fn new(items: Vec<T>, total: usize, offset: usize) -> Self {
        let end = offset + items.len();
        let next = (end < total && !items.is_empty()).then(|| format!("o{end}"));
        Self { items, total, next, offset }
    }
}

/// Separates paging and sort from the filters.
pub fn split(pairs: Pairs) -> Answer<(Paging, Pairs)> {
    let mut paging = Paging { limit: USUAL, offset: 0, sort: None, columns: None };
    let mut filters = Vec::new();
    for (name, value) in pairs {
        let number = |text: &str| {
            text.parse::<usize>().map_err(|_| Problem::wrong(format!("`{name}={value}` is not a whole number")))
        };
        match name.as_str() {
            "limit" => {
                paging.limit = number(&value)?;
                if paging.limit == 0 || paging.limit > MOST {
                    return Err(Problem::wrong(format!("limit may be 1 to {MOST}")));
                }
            }
            "offset" => paging.offset = number(&value)?,
            "cursor" => {
                let place = value.strip_prefix('o').and_then(|place| place.parse().ok());
                paging.offset = place.ok_or_else(|| Problem::wrong("this cursor was not given by this list"))?;
            }
            "sort" => paging.sort = Some(value).filter(|text| !text.is_empty()),
            "columns" => paging.columns = Some(value).filter(|text| !text.is_empty()),
            "lang" => {}
            _ => filters.push((name, value)),
        }
    }
    Ok((paging, filters))
}

/// A filter that was refused.
pub fn refused(error: &installed_base::FilterError) -> Problem {
    Problem::wrong(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &[(&str, &str)]) -> Pairs {
        text.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn paging_is_told_from_filters_and_bounded() {
        let (paging, filters) = split(pairs(&[("country", "DE"), ("cursor", "o200"), ("limit", "50")])).expect("good");
        assert_eq!((paging.offset, paging.limit), (200, 50));
        assert_eq!(filters, pairs(&[("country", "DE")]));
        for wrong in [("limit", "0"), ("limit", "501"), ("limit", "x"), ("cursor", "12"), ("offset", "-1")] {
            assert_eq!(split(pairs(&[wrong])).expect_err("refused").status, 422, "{wrong:?}");
        }
    }

    #[test]
    fn a_page_says_where_it_goes_on() {
        assert_eq!(Page::new(vec![1, 2], 5, 0).next.as_deref(), Some("o2"));
        assert_eq!(Page::new(vec![5], 5, 4).next, None);
        assert_eq!(Page::new(Vec::<u8>::new(), 5, 9).next, None);
    }
}
