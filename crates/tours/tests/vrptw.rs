//! The entry of the benchmark: the same search on a problem small enough to know the answer of.

use tours::Budget;
use tours::vrptw::{Customer, Instance, measure, solve};

/// Four customers on each of two arms; a vehicle carries four.
fn arms() -> Instance {
    let depot = Customer { x: 0.0, y: 0.0, demand: 0.0, ready: 0.0, due: 200.0, service: 0.0 };
    let arm = |sign: f64| {
        (1..=4).map(move |step| Customer {
            x: sign * 10.0 * f64::from(step),
            y: 0.0,
            demand: 1.0,
            ready: 0.0,
            due: 200.0,
            service: 1.0,
        })
    };
    let customers = std::iter::once(depot).chain(arm(1.0)).chain(arm(-1.0)).collect();
    Instance { vehicles: 8, capacity: 4.0, customers }
}

#[test]
fn fewest_vehicles_then_least_distance() {
    let routes = solve(&arms(), &Budget::steps(300, 1));
    assert_eq!(routes.len(), 2);
    assert!((measure(&arms(), &routes).expect("valid routes") - 160.0).abs() < 1e-9);
}

#[test]
fn two_threads_find_what_one_finds_and_the_same_in_each_run() {
    let budget = Budget { threads: 2, ..Budget::steps(300, 5) };
    let routes = solve(&arms(), &budget);
    assert_eq!(routes, solve(&arms(), &budget));
    assert!((measure(&arms(), &routes).expect("valid routes") - 160.0).abs() < 1e-9);
}

#[test]
fn routes_that_break_a_limit_are_not_measured() {
    let mut instance = arms();
    assert!(measure(&instance, &[vec![1, 2, 3, 4, 5], vec![6, 7, 8]]).unwrap_err().contains("carries 5 of 4"));
    assert!(measure(&instance, &[vec![1, 2, 3, 4], vec![6, 7, 8]]).unwrap_err().contains("customer 5 is visited 0"));
    instance.customers[4].due = 39.0;
    assert!(measure(&instance, &[vec![1, 2, 3, 4], vec![5, 6, 7, 8]]).unwrap_err().contains("reached at 43.00"));
}
