//! The vehicle routing problem with time windows as the literature states it: one depot, like vehicles with a capacity,
//! Euclidean distances, first the fewest vehicles, then the least distance. It runs the search of the tours and nothing
//! else, so that a benchmark on it measures the product.

use crate::search::{Budget, Fit, Job, Model, Vehicle, search};

/// A customer; the first of an instance is the depot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Customer {
    /// Where, in units of distance, which are units of time.
    pub x: f64,
    /// Where.
    pub y: f64,
    /// How much of the capacity.
    pub demand: f64,
    /// When service may begin, first.
    pub ready: f64,
    /// When service may begin, last; of the depot: when vehicles must be back.
    pub due: f64,
    /// How long service takes.
    pub service: f64,
}

/// A problem of the literature.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// How many vehicles there are at most.
    pub vehicles: usize,
    /// What one carries.
    pub capacity: f64,
    /// The depot and the customers.
    pub customers: Vec<Customer>,
}

/// Routes of customers, in order; the depot (0) is left out. Customers that found no place are on none.
#[must_use]
pub fn solve(instance: &Instance, budget: &Budget<'_>) -> Vec<Vec<usize>> {
    let Some((depot, customers)) = instance.customers.split_first() else { return Vec::new() };
    let places = instance.customers.len();
    let model = Model {
        minutes: instance.customers.iter().flat_map(|a| instance.customers.iter().map(|b| distance(a, b))).collect(),
        places,
        vehicles: vec![
            Vehicle {
                start: 0,
                end: 0,
                open: depot.ready,
                close: depot.due,
                drive: f64::INFINITY,
                capacity: instance.capacity,
                class: 0,
                in_use: false,
            };
            instance.vehicles
        ],
        jobs: customers
            .iter()
            .enumerate()
            .map(|(index, customer)| Job {
                place: index + 1,
                duration: customer.service,
                demand: customer.demand,
                weight: 1.0,
                group: None,
            })
            .collect(),
        fits: (0..customers.len() as u32).map(|first| Fit { first, count: 1, extra: 0.0 }).collect(),
        spans: customers.iter().map(|customer| (customer.ready, customer.due)).collect(),
        apart: 0.0,
        fewest: true,
    };
    let routes = search(&model, &[], budget);
    routes
        .into_iter()
        .filter(|route| !route.is_empty())
        .map(|route| route.into_iter().map(|job| job as usize + 1).collect())
        .collect()
}

/// The length of the routes, or why they are none: checked from the instance alone.
///
/// # Errors
///
/// Says which limit a route breaks.
pub fn measure(instance: &Instance, routes: &[Vec<usize>]) -> Result<f64, String> {
    let depot = instance.customers.first().ok_or("the instance has no depot")?;
    let mut visited = vec![0; instance.customers.len()];
    let mut length = 0.0;
    for (number, route) in routes.iter().enumerate() {
        let (mut at, mut time, mut load) = (depot, depot.ready, 0.0);
        for &index in route {
            let customer = instance.customers.get(index).ok_or(format!("route {number}: no customer {index}"))?;
            visited[index] += 1;
            length += distance(at, customer);
            time = f64::max(time + distance(at, customer), customer.ready);
            if time > customer.due + 1e-6 {
                return Err(format!("route {number}: customer {index} is reached at {time:.2}, due {}", customer.due));
            }
            time += customer.service;
            load += customer.demand;
            at = customer;
        }
        length += distance(at, depot);
        if time + distance(at, depot) > depot.due + 1e-6 {
            return Err(format!("route {number} is back too late"));
        }
        if load > instance.capacity {
            return Err(format!("route {number} carries {load} of {}", instance.capacity));
        }
    }
    match visited.iter().skip(1).position(|&times| times != 1) {
        Some(index) => Err(format!("customer {} is visited {} times", index + 1, visited[index + 1])),
        None if routes.len() > instance.vehicles => Err(format!("{} vehicles of {}", routes.len(), instance.vehicles)),
        None => Ok(length),
    }
}

fn distance(a: &Customer, b: &Customer) -> f64 {
    f64::hypot(a.x - b.x, a.y - b.y)
}
