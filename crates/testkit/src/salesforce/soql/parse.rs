//! From text to a query.

use super::{Condition, Literal, Operator, Order, Query, Refusal, malformed};

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Quoted(String),
    Sign(&'static str),
}

const SIGNS: [&str; 11] = ["!=", "<>", "<=", ">=", "=", "<", ">", "(", ")", ",", ";"];

fn tokens(text: &str) -> Result<Vec<Token>, Refusal> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            let (quoted, after) = quoted(&rest[1..])?;
            tokens.push(Token::Quoted(quoted));
            rest = after;
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            tokens.push(Token::Sign(sign));
            rest = &rest[sign.len()..];
        } else {
            let word = |letter: char| letter.is_alphanumeric() || "_.:+-".contains(letter);
            let end = rest.find(|letter: char| !word(letter)).unwrap_or(rest.len());
            if end == 0 {
                return Err(malformed(format!("unexpected token: '{first}'")));
            }
            tokens.push(Token::Word(rest[..end].to_owned()));
            rest = &rest[end..];
        }
        rest = rest.trim_start();
    }
    Ok(tokens)
}

/// The text up to the closing quote, and what is after it.
fn quoted(text: &str) -> Result<(String, &str), Refusal> {
    let mut value = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\'' => return Ok((value, &text[at + 1..])),
            '\\' => match letters.next().map(|(_, escaped)| escaped) {
                Some(same @ ('\\' | '\'' | '"' | '_' | '%')) => value.push(same),
                Some('n' | 'N') => value.push('\n'),
                Some('r' | 'R') => value.push('\r'),
                Some('t' | 'T') => value.push('\t'),
                _ => return Err(malformed("Invalid string literal: illegal character sequence")),
            },
            letter => value.push(letter),
        }
    }
    Err(malformed("unterminated string literal"))
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(found)) if found.eq_ignore_ascii_case(word))
    }

    fn take_word(&mut self, word: &str) -> bool {
        let taken = self.is_word(word);
        self.at += usize::from(taken);
        taken
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let taken = matches!(self.peek(), Some(Token::Sign(found)) if *found == sign);
        self.at += usize::from(taken);
        taken
    }

    fn unexpected<T>(&self) -> Result<T, Refusal> {
        Err(malformed(match self.peek() {
            Some(Token::Word(word)) => format!("unexpected token: '{word}'"),
            Some(Token::Quoted(text)) => format!("unexpected token: '{text}'"),
            Some(Token::Sign(sign)) => format!("unexpected token: '{sign}'"),
            None => "unexpected token: '<EOF>'".to_owned(),
        }))
    }

    fn word(&mut self) -> Result<String, Refusal> {
        match self.peek() {
            Some(Token::Word(word)) => {
                let word = word.clone();
                self.at += 1;
                Ok(word)
            }
            _ => self.unexpected(),
        }
    }

    fn number(&mut self) -> Result<usize, Refusal> {
        let word = self.word()?;
        word.parse().map_err(|_| malformed(format!("unexpected token: '{word}'")))
    }

    fn literal(&mut self) -> Result<Literal, Refusal> {
        match self.next() {
            Some(Token::Quoted(text)) => Ok(Literal::Quoted(text)),
            Some(Token::Word(word)) => Ok(Literal::Bare(word)),
            _ => {
                self.at -= 1;
                self.unexpected()
            }
        }
    }

    /// Terms of AND or of OR; SOQL takes the two together only with brackets.
    fn any(&mut self) -> Result<Condition, Refusal> {
        let first = self.term()?;
        let (word, together): (_, fn(Vec<Condition>) -> Condition) =
            if self.is_word("OR") { ("OR", Condition::Or) } else { ("AND", Condition::And) };
        let mut terms = vec![first];
        while self.take_word(word) {
            terms.push(self.term()?);
        }
        if self.is_word("AND") || self.is_word("OR") {
            return self.unexpected();
        }
        Ok(if terms.len() == 1 { terms.remove(0) } else { together(terms) })
    }

    fn term(&mut self) -> Result<Condition, Refusal> {
        if self.take_word("NOT") {
            return Ok(Condition::Not(Box::new(self.term()?)));
        }
        if self.take_sign("(") {
            let inner = self.any()?;
            return if self.take_sign(")") { Ok(inner) } else { self.unexpected() };
        }
        let field = self.word()?;
        let negated = self.take_word("NOT");
        if self.take_word("IN") {
            return self.list(field, negated);
        }
        if negated {
            return self.unexpected();
        }
        if self.take_word("LIKE") {
            return Ok(Condition::Compare { field, operator: Operator::Like, value: self.literal()? });
        }
        let operator = match self.peek() {
            Some(Token::Sign("=")) => Operator::Equal,
            Some(Token::Sign("!=" | "<>")) => Operator::NotEqual,
            Some(Token::Sign("<")) => Operator::Less,
            Some(Token::Sign("<=")) => Operator::LessOrEqual,
            Some(Token::Sign(">")) => Operator::Greater,
            Some(Token::Sign(">=")) => Operator::GreaterOrEqual,
            _ => return self.unexpected(),
        };
        self.at += 1;
        Ok(Condition::Compare { field, operator, value: self.literal()? })
    }

    fn list(&mut self, field: String, negated: bool) -> Result<Condition, Refusal> {
        if !self.take_sign("(") {
            return self.unexpected();
        }
        let mut values = vec![self.literal()?];
        while self.take_sign(",") {
            values.push(self.literal()?);
        }
        if self.take_sign(")") { Ok(Condition::In { field, negated, values }) } else { self.unexpected() }
    }

    fn order(&mut self) -> Result<Vec<Order>, Refusal> {
        let mut order = Vec::new();
        loop {
            let field = self.word()?;
            let descending = self.take_word("DESC");
            if !descending {
                self.take_word("ASC");
            }
            let nulls_last = if self.take_word("NULLS") {
                match self.word()?.to_ascii_uppercase().as_str() {
                    "FIRST" => false,
                    "LAST" => true,
                    _ => return self.unexpected(),
                }
            } else {
                false
            };
            order.push(Order { field, descending, nulls_last });
            if !self.take_sign(",") {
                return Ok(order);
            }
        }
    }
}

pub(super) fn condition(text: &str) -> Result<Condition, Refusal> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0 };
    let condition = parser.any()?;
    if parser.peek().is_some() { parser.unexpected() } else { Ok(condition) }
}

pub(super) fn query(text: &str) -> Result<Query, Refusal> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0 };
    if !parser.take_word("SELECT") {
        return parser.unexpected();
    }
    let mut fields = Vec::new();
    if parser.take_word("COUNT") {
        if !(parser.take_sign("(") && parser.take_sign(")")) {
            return parser.unexpected();
        }
    } else {
        fields.push(parser.word()?);
        while parser.take_sign(",") {
            fields.push(parser.word()?);
        }
    }
    if !parser.take_word("FROM") {
        return parser.unexpected();
    }
    let object = parser.word()?;
    let condition = if parser.take_word("WHERE") { Some(parser.any()?) } else { None };
    let order = if parser.take_word("ORDER") {
        if !parser.take_word("BY") {
            return parser.unexpected();
        }
        parser.order()?
    } else {
        Vec::new()
    };
    let limit = if parser.take_word("LIMIT") { Some(parser.number()?) } else { None };
    let offset = if parser.take_word("OFFSET") { parser.number()? } else { 0 };
    if parser.peek().is_some() {
        return parser.unexpected();
    }
    Ok(Query { fields, object, condition, order, limit, offset })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poll_is_read() {
        let read = query(
            "SELECT Id, Account.Name FROM Opportunity WHERE Instand_Key__c != null AND SystemModstamp >= \
             2026-11-01T09:00:00.000Z ORDER BY SystemModstamp, Id DESC LIMIT 10",
        )
        .expect("a query");
        assert_eq!(read.fields, ["Id", "Account.Name"]);
        assert_eq!(read.limit, Some(10));
        assert!(matches!(&read.condition, Some(Condition::And(terms)) if terms.len() == 2));
        assert_eq!(read.order.iter().map(|order| order.descending).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn quotes_and_backslashes_are_escaped() {
        let Condition::Compare { value, .. } = condition(r"Name = 'O\'Neil \\ Sons'").expect("a condition") else {
            panic!("a comparison")
        };
        assert_eq!(value, Literal::Quoted(r"O'Neil \ Sons".to_owned()));
    }

    #[test]
    fn what_is_no_query_is_refused() {
        for text in [
            "SELECT Id",
            "SELECT Id FROM Account WHERE Name = 'O'Neil'",
            "SELECT Id FROM Account WHERE A = 1 AND B = 2 OR C = 3",
            "SELECT Id FROM Account WHERE Name = 'x",
            "SELECT Id FROM Account GROUP BY Name",
            "SELECT Id, FROM Account",
            "SELECT * FROM Account",
        ] {
            assert_eq!(query(text).expect_err(text).code, "MALFORMED_QUERY", "{text}");
        }
    }
}
