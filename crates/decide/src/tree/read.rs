//! SQL read into terms. The parser of the library is given only what it can bear.

use super::{EXPRESSION, LONGEST, TRIGGER, Term, comparison};
use crate::place;
use crate::segment::{Combinator, FactRule};
use base::DataType;
use datafusion::sql::sqlparser::ast::{
    BinaryOperator, DataType as SqlType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments,
    ObjectNamePart, UnaryOperator, Value as Sql, ValueWithSpan, Visit, VisitMut, Visitor, VisitorMut,
};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::parser::Parser;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};
use serde_json::{Number, Value, json};
use std::ops::ControlFlow;

/// Brackets within brackets at most. The parser tries `NOT (` and functions of a special form twice where they fail, so that
/// each level doubles its time; and a tree of the deepest kind needs no more.
const BRACKETS: usize = 12;

/// Words that the parser tries more than twice, or goes into without counting how deep it is.
const COSTLY: [Keyword; 4] = [Keyword::ARRAY, Keyword::INTERVAL, Keyword::POSITION, Keyword::STRUCT];

/// How many of them at most.
const MOST_COSTLY: usize = 8;

/// Words and signs at most, values of lists not counted: chains such as `a + b + c` are as deep as they are long.
const MOST_TOKENS: usize = 3_000;

/// Levels the parser may go down.
const LEVELS: usize = 50;

/// Operations within operations at most, within one comparison.
const DEEPEST: usize = 64;

/// What the parser may need: a build that is not optimised takes some 70 kB for a level, and the thread that asks may have
/// little left.
const STACK: usize = 16 << 20;

/// A condition, or a part of one, as a term.
pub(super) fn term(text: &str) -> Result<Term, String> {
    if text.trim().is_empty() {
        return Err("the condition is empty; add a rule".to_owned());
    }
    let tokens = tokens(text)?;
    let read = with_stack(|| of_expression(&expression(text, tokens)?));
    read.unwrap_or_else(|| Err("the condition cannot be read now; try again".to_owned()))
}

/// Whether the parser can bear a text: some nestings cost it time that doubles with each level, or more stack than there
/// is. What is written wrong is left to who parses it.
pub(crate) fn bearable(text: &str) -> Result<(), String> {
    match tokens(text) {
        Err(what) if Tokenizer::new(&GenericDialect {}, text).tokenize().is_ok() => Err(what),
        _ => Ok(()),
    }
}

/// Does work that may need more stack than the thread that asks has left.
pub(crate) fn with_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("condition".to_owned()).stack_size(STACK);
        thread.spawn_scoped(scope, work).ok()?.join().ok()
    })
}

/// The words and signs of a text the parser can bear.
fn tokens(text: &str) -> Result<Vec<TokenWithSpan>, String> {
    if text.chars().count() > LONGEST {
        return Err(format!("a condition has {LONGEST} letters at most; make parts of it triggers of their own"));
    }
    let tokens = Tokenizer::new(&GenericDialect {}, text).tokenize_with_location();
    let tokens = tokens.map_err(|error| said(text, &error.to_string()))?;
    let (mut brackets, mut costly, mut count) = (0_usize, 0_usize, 0_usize);
    for of in &tokens {
        match &of.token {
            Token::Whitespace(_) | Token::Comma | Token::Number(..) | Token::SingleQuotedString(_) => continue,
            Token::LParen | Token::LBracket | Token::LBrace => brackets += 1,
            Token::RParen | Token::RBracket | Token::RBrace => brackets = brackets.saturating_sub(1),
            Token::Word(word) if word.quote_style.is_none() && COSTLY.contains(&word.keyword) => costly += 1,
            _ => {}
        }
        count += 1;
        if brackets > BRACKETS {
            return Err(format!("brackets may stand {BRACKETS} deep; take out those that are not needed"));
        }
        if costly > MOST_COSTLY {
            return Err(format!("ARRAY, INTERVAL, POSITION and STRUCT may stand {MOST_COSTLY} times in a condition"));
        }
        if count > MOST_TOKENS {
            return Err(format!("a condition has {MOST_TOKENS} words and signs at most; make it smaller"));
        }
    }
    Ok(tokens)
}

/// The one expression these tokens are.
fn expression(text: &str, tokens: Vec<TokenWithSpan>) -> Result<Expr, String> {
    let mut parser = Parser::new(&GenericDialect {}).with_recursion_limit(LEVELS).with_tokens_with_locations(tokens);
    let expression = parser.parse_expr().map_err(|error| said(text, &error.to_string()))?;
    let rest = parser.peek_token();
    if rest.token == Token::EOF {
        return Ok(expression);
    }
    let line = usize::try_from(rest.span.start.line).unwrap_or(1);
    let column = usize::try_from(rest.span.start.column).unwrap_or(1);
    let mut found = rest.token.to_string();
    if found.chars().count() > 60 {
        found = format!("{}…", found.chars().take(60).collect::<String>());
    }
    Err(format!(
        "{}: `{found}` follows what is a whole condition; join parts by AND or OR",
        place::Place { line, column }
    ))
}

/// What the parser says, with its place in front.
fn said(text: &str, message: &str) -> String {
    let message = message.strip_prefix("sql parser error: ").unwrap_or(message);
    let (what, at) = place::of_message(text, message);
    at.map_or_else(|| what.clone(), |at| format!("{at}: {what}"))
}

fn of_expression(expression: &Expr) -> Result<Term, String> {
    match bare(expression) {
        Expr::BinaryOp { op: BinaryOperator::And, .. } => joined(expression, &BinaryOperator::And, Combinator::And),
        Expr::BinaryOp { op: BinaryOperator::Or, .. } => joined(expression, &BinaryOperator::Or, Combinator::Or),
        Expr::UnaryOp { op: UnaryOperator::Not, expr } => Ok(of_expression(expr)?.not()),
        other => match compared(other).and_then(|rule| checked(&rule)) {
            Some(term) => Ok(term),
            None => written(other),
        },
    }
}

fn checked(rule: &FactRule) -> Option<Term> {
    if rule.field == TRIGGER { comparison::triggers(rule).ok() } else { comparison::checked(rule).map(Term::Rule).ok() }
}

/// What an AND or OR joins, brackets of its own kind opened. A chain is as deep as it is long, hence no recursion.
fn joined(expression: &Expr, operator: &BinaryOperator, combinator: Combinator) -> Result<Term, String> {
    let mut parts = Vec::new();
    let mut waiting = vec![expression];
    while let Some(next) = waiting.pop() {
        match bare(next) {
            Expr::BinaryOp { left, op, right } if op == operator => waiting.extend([right.as_ref(), left.as_ref()]),
            other => parts.push(of_expression(other)?),
        }
    }
    Ok(Term::join(combinator, parts))
}

/// Without the brackets around it.
fn bare(mut expression: &Expr) -> &Expr {
    while let Expr::Nested(inner) = expression {
        expression = inner;
    }
    expression
}

/// The comparison as a rule; `None` where the builder has no words for it.
fn compared(expression: &Expr) -> Option<FactRule> {
    let rule =
        |field: String, operator: &str, value: Value| Some(FactRule { field, operator: operator.to_owned(), value });
    let either = |negated: bool, yes: &'static str, no: &'static str| if negated { no } else { yes };
    match expression {
        Expr::Identifier(_) => rule(fact(expression)?, "isTrue", Value::Null),
        Expr::BinaryOp { left, op, right } => {
            let (operator, turned) = match op {
                BinaryOperator::Eq => ("=", "="),
                BinaryOperator::NotEq => ("!=", "!="),
                BinaryOperator::Lt => ("<", ">"),
                BinaryOperator::LtEq => ("<=", ">="),
                BinaryOperator::Gt => (">", "<"),
                BinaryOperator::GtEq => (">=", "<="),
                _ => return None,
            };
            let (field, operator, other) = match fact(left) {
                Some(field) => (field, operator, right),
                None => (fact(right)?, turned, left),
            };
            let value = operand(other, &field)?;
            rule(field, operator, value)
        }
        Expr::Between { expr, negated, low, high } => {
            let field = fact(expr)?;
            let value = json!([literal(low, &field)?, literal(high, &field)?]);
            rule(field, either(*negated, "between", "notBetween"), value)
        }
        Expr::InList { expr, list, negated } => {
            let field = fact(expr)?;
            let values = list.iter().map(|value| literal(value, &field)).collect::<Option<Vec<_>>>()?;
            rule(field, either(*negated, "in", "notIn"), Value::Array(values))
        }
        Expr::IsNull(expr) => rule(fact(expr)?, "null", Value::Null),
        Expr::IsNotNull(expr) => rule(fact(expr)?, "notNull", Value::Null),
        Expr::ILike { negated, any: false, expr, pattern, escape_char: None } => {
            let field = fact(expr)?;
            let (anywhere, text) = looked_for(&quoted(pattern)?)?;
            let operator = if anywhere {
                either(*negated, "contains", "doesNotContain")
            } else {
                either(*negated, "beginsWith", "doesNotBeginWith")
            };
            rule(field, operator, Value::String(text))
        }
        Expr::Function(function) => rule(TRIGGER.to_owned(), "in", json!([trigger(function)?])),
        _ => None,
    }
}

/// The fact an expression is. What would be taken for a field of another kind is none.
fn fact(expression: &Expr) -> Option<String> {
    let Expr::Identifier(name) = bare(expression) else { return None };
    // As the parser of conditions takes names: capitals count only within quotes.
    let name = if name.quote_style.is_none() { name.value.to_lowercase() } else { name.value.clone() };
    (!name.is_empty() && name != TRIGGER && name != EXPRESSION).then_some(name)
}

fn operand(expression: &Expr, field: &str) -> Option<Value> {
    let expression = bare(expression);
    if let Some(name) = fact(expression) {
        return Some(json!({ "fact": name }));
    }
    if let Some(parameter) = parameter(expression) {
        return Some(parameter);
    }
    let Expr::BinaryOp { left, op: BinaryOperator::Multiply, right } = expression else {
        return literal(expression, field);
    };
    let (name, factor) = match fact(left) {
        Some(name) => (name, right),
        None => (fact(right)?, left),
    };
    let factor = parameter(bare(factor)).or_else(|| number(bare(factor)))?;
    Some(json!({ "fact": name, "factor": factor }))
}

fn parameter(expression: &Expr) -> Option<Value> {
    match expression {
        Expr::Value(ValueWithSpan { value: Sql::Placeholder(name), .. }) => {
            Some(json!({ "parameter": name.strip_prefix('$')? }))
        }
        _ => None,
    }
}

/// A value as the tree holds it. A date is one only beside a fact that is a date: elsewhere its text would come back as text.
fn literal(expression: &Expr, field: &str) -> Option<Value> {
    let expression = bare(expression);
    match expression {
        Expr::Value(ValueWithSpan { value: Sql::SingleQuotedString(text), .. }) => Some(json!(text)),
        Expr::Value(ValueWithSpan { value: Sql::Boolean(yes), .. }) => Some(json!(yes)),
        Expr::TypedString(typed)
            if typed.data_type == SqlType::Date && comparison::data(field) == Some(DataType::Date) =>
        {
            match &typed.value.value {
                Sql::SingleQuotedString(text) => Some(json!(text)),
                _ => None,
            }
        }
        _ => number(expression),
    }
}

fn number(expression: &Expr) -> Option<Value> {
    let (sign, digits) = match expression {
        Expr::Value(ValueWithSpan { value: Sql::Number(digits, false), .. }) => ("", digits),
        Expr::UnaryOp { op: UnaryOperator::Minus, expr } => match bare(expr) {
            Expr::Value(ValueWithSpan { value: Sql::Number(digits, false), .. }) => ("-", digits),
            _ => return None,
        },
        _ => return None,
    };
    let written = format!("{sign}{digits}");
    if digits.bytes().all(|of| of.is_ascii_digit()) {
        // Whole numbers stay whole: rounded to a fraction they would be others.
        let whole = written.parse::<i64>().map(Value::from);
        return whole.or_else(|_| written.parse::<u64>().map(Value::from)).ok();
    }
    Number::from_f64(written.parse().ok()?).map(Value::Number)
}

fn quoted(expression: &Expr) -> Option<String> {
    match bare(expression) {
        Expr::Value(ValueWithSpan { value: Sql::SingleQuotedString(text), .. }) => Some(text.clone()),
        _ => None,
    }
}

/// The text a pattern looks for, and whether anywhere; `None` where it looks for more than a text.
fn looked_for(pattern: &str) -> Option<(bool, String)> {
    let (anywhere, rest) = pattern.strip_prefix('%').map_or((false, pattern), |rest| (true, rest));
    let mut text = String::new();
    let mut letters = rest.chars();
    loop {
        match letters.next()? {
            '\\' => text.push(letters.next().filter(|of| matches!(of, '%' | '_' | '\\'))?),
            '%' => break,
            '_' => return None,
            letter => text.push(letter),
        }
    }
    (letters.next().is_none() && !text.is_empty()).then_some((anywhere, text))
}

/// The trigger a call names.
fn trigger(function: &Function) -> Option<String> {
    let FunctionArguments::List(list) = &function.args else { return None };
    let [FunctionArg::Unnamed(FunctionArgExpr::Expr(id))] = list.args.as_slice() else { return None };
    let [ObjectNamePart::Identifier(name)] = function.name.0.as_slice() else { return None };
    let is_named =
        if name.quote_style.is_none() { name.value.eq_ignore_ascii_case(TRIGGER) } else { name.value == TRIGGER };
    let is_bare = list.duplicate_treatment.is_none()
        && list.clauses.is_empty()
        && matches!(function.parameters, FunctionArguments::None)
        && function.filter.is_none()
        && function.over.is_none()
        && function.null_treatment.is_none()
        && function.within_group.is_empty()
        && !function.uses_odbc_syntax;
    if is_named && is_bare { quoted(id) } else { None }
}

/// What the builder has no words for, as SQL.
fn written(expression: &Expr) -> Result<Term, String> {
    let mut shape = Shape { depth: 0, is_plain: true };
    if expression.visit(&mut shape).is_break() {
        return Err(format!("operations may stand {DEEPEST} deep in each other; make the comparison simpler"));
    }
    let mut exact = expression.clone();
    let _: ControlFlow<()> = VisitMut::visit(&mut exact, &mut Texts);
    let sql = exact.to_string();
    // The library writes some things otherwise than it reads them; what would come back as another is not shown.
    let again = tokens(&sql).and_then(|tokens| self::expression(&sql, tokens));
    if again.as_ref() != Ok(expression) {
        return Err(format!("`{sql}` cannot be shown as a rule; write it otherwise, or keep to the text"));
    }
    let binds_closer = match expression {
        Expr::BinaryOp { op, .. } => is_comparison(op),
        Expr::Function(_)
        | Expr::Value(_)
        | Expr::Like { .. }
        | Expr::ILike { .. }
        | Expr::InList { .. }
        | Expr::Between { .. }
        | Expr::IsNull(_)
        | Expr::IsNotNull(_) => true,
        _ => false,
    };
    Ok(Term::Expression(sql, binds_closer && shape.is_plain))
}

const fn is_comparison(operator: &BinaryOperator) -> bool {
    matches!(
        operator,
        BinaryOperator::Eq
            | BinaryOperator::NotEq
            | BinaryOperator::Lt
            | BinaryOperator::LtEq
            | BinaryOperator::Gt
            | BinaryOperator::GtEq
    )
}

/// How deep an expression is, and whether it is made only of what is known to bind closer than AND and OR.
struct Shape {
    depth: usize,
    is_plain: bool,
}

impl Visitor for Shape {
    type Break = ();

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return ControlFlow::Break(());
        }
        self.is_plain &= match expression {
            Expr::UnaryOp { op, .. } => matches!(op, UnaryOperator::Minus | UnaryOperator::Plus),
            Expr::Identifier(_)
            | Expr::CompoundIdentifier(_)
            | Expr::Value(_)
            | Expr::TypedString(_)
            | Expr::Nested(_)
            | Expr::BinaryOp { .. }
            | Expr::Function(_)
            | Expr::Cast { .. }
            | Expr::Like { .. }
            | Expr::ILike { .. }
            | Expr::InList { .. }
            | Expr::Between { .. }
            | Expr::IsNull(_)
            | Expr::IsNotNull(_) => true,
            _ => false,
        };
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, _: &Expr) -> ControlFlow<()> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }
}

/// Texts, quoted as they are read. The library takes doubled quotes within a text for escaped ones and leaves them as they
/// are; a placeholder it writes as it stands.
struct Texts;

impl VisitorMut for Texts {
    type Break = ();

    fn pre_visit_value(&mut self, value: &mut ValueWithSpan) -> ControlFlow<()> {
        if let Sql::SingleQuotedString(text) = &value.value {
            value.value = Sql::Placeholder(comparison::text(text));
        }
        ControlFlow::Continue(())
    }
}
