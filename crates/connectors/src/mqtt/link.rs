//! A connection to a broker that is made again whenever it is lost.

use super::reasons;
use super::settings::{Broker, MOST_BYTES, MOST_UNACKNOWLEDGED};
use crate::ConnectorError;
use rumqttc::{
    AsyncClient, Event, EventLoop, ManualAck, Packet, PersistedAckMode, PersistedSession, PubAck, Publish,
    PublishOptions, QoS, RetainForwardRule, SessionStore, SessionStoreError, SessionStoreKey, SubscribeFilterInput,
};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinHandle;

/// The longest wait before the next try.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// What is heard from a broker.
#[derive(Debug)]
pub enum Heard {
    /// There is a connection. Where it is not resumed, the broker has forgotten what it had for us, if there was anything.
    Connected {
        /// Whether what was published meanwhile comes now.
        resumed: bool,
    },
    /// A message.
    Message(Message),
    /// Something is wrong, and the connection is still there.
    Refused(ConnectorError),
    /// There is no connection, and why; it is tried again.
    Lost(ConnectorError),
}

/// A message that was published.
#[derive(Debug)]
pub struct Message {
    publish: Publish,
    connection: u64,
    /// Its share of the bytes that may be here.
    _room: Option<OwnedSemaphorePermit>,
}

/// What a message is acknowledged with.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Ticket {
    connection: u64,
    packet: u16,
}

impl Message {
    /// Its topic; `None` where that is no text.
    #[must_use]
    pub fn topic(&self) -> Option<&str> {
        std::str::from_utf8(&self.publish.topic).ok()
    }

    /// What it says.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.publish.payload
    }

    /// The number under which it may come again, and whether it does; `None` where nobody waits for an acknowledgement.
    #[must_use]
    pub fn number(&self) -> Option<(u16, bool)> {
        (self.publish.qos != QoS::AtMostOnce).then_some((self.publish.pkid, self.publish.dup))
    }

    /// What it is acknowledged with; `None` where nobody waits for that.
    #[must_use]
    pub fn ticket(&self) -> Option<Ticket> {
        self.number().map(|(packet, _)| Ticket { connection: self.connection, packet })
    }
}

/// What goes back to a broker.
#[derive(Clone)]
pub struct Answers {
    client: AsyncClient,
    /// The number of the connection: an acknowledgement must not get into another one than its message came by.
    connection: Arc<Mutex<u64>>,
}

impl Answers {
    /// Acknowledges messages, in the order in which they came. What came by a connection that is lost comes again.
    pub fn acknowledge(&self, tickets: impl IntoIterator<Item = Ticket>) {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        for ticket in tickets.into_iter().filter(|ticket| ticket.connection == *connection) {
            let ack = ManualAck::PubAck(PubAck::new(ticket.packet, None));
            // There is room for all that may be here; a link that has ended needs no answers.
            let _ = self.client.try_manual_ack(ack);
        }
    }

    /// Publishes without waiting whether it arrives; `false` where there is no room.
    #[must_use]
    pub fn publish(&self, topic: &str, payload: Vec<u8>) -> bool {
        self.client.try_publish(topic.to_owned(), payload, PublishOptions::new(QoS::AtMostOnce)).is_ok()
    }
}

/// A connection to a broker; it ends when dropped.
pub struct Link {
    heard: mpsc::Receiver<Heard>,
    answers: Answers,
    task: JoinHandle<()>,
}

impl Drop for Link {
    fn drop(&mut self) {
        self.task.abort();
    }
}

type Stored<'a, T> = Pin<Box<dyn Future<Output = Result<T, SessionStoreError>> + Send + 'a>>;

/// A session in which nothing of ours waits for an answer. It is never to be written: what is published here is published
/// once, so a process that begins anew has nothing to resume, and says so.
#[derive(Debug)]
struct NothingSent(PersistedSession);

impl SessionStore for NothingSent {
    fn load<'a>(&'a self, _: &'a SessionStoreKey) -> Stored<'a, Option<PersistedSession>> {
        Box::pin(async { Ok(Some(self.0.clone())) })
    }

    fn save<'a>(&'a self, _: &'a SessionStoreKey, _: &'a PersistedSession) -> Stored<'a, ()> {
        Box::pin(async { Ok(()) })
    }

    fn clear<'a>(&'a self, _: &'a SessionStoreKey) -> Stored<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}

impl Link {
    /// Connects, now and whenever the connection is lost. `no_more` are topics that were subscribed to and are not any more.
    ///
    /// # Errors
    /// Where a file with a secret or a certificate cannot be read.
    pub fn begin(broker: &Broker, no_more: Vec<String>) -> Result<Self, ConnectorError> {
        let mut options = broker.options()?;
        options.set_session_store(NothingSent(PersistedSession {
            format_version: 1,
            client_id: options.client_id(),
            clean_start: false,
            session_expiry_interval: options.session_expiry_interval(),
            outgoing_inflight_upper_limit: options.get_outgoing_inflight_upper_limit(),
            ack_mode: PersistedAckMode::Manual,
            last_pkid: 0,
            last_puback: 0,
            replay: Vec::new(),
            incoming_qos2: Vec::new(),
        }));
        let (client, events) = AsyncClient::builder(options).capacity(usize::from(MOST_UNACKNOWLEDGED) + 64).build();
        let (hear, heard) = mpsc::channel(usize::from(MOST_UNACKNOWLEDGED) + 64);
        let answers = Answers { client, connection: Arc::default() };
        let keeping = Keeping {
            broker: broker.clone(),
            no_more,
            answers: answers.clone(),
            hear,
            room: Arc::new(Semaphore::new(MOST_BYTES as usize)),
            failures: 0,
        };
        Ok(Self { heard, answers, task: tokio::spawn(keeping.keep(events)) })
    }

    /// The next that is heard; `None` when the link has ended.
    pub async fn hear(&mut self) -> Option<Heard> {
        self.heard.recv().await
    }

    /// What has been heard already.
    pub fn heard(&mut self) -> Option<Heard> {
        self.heard.try_recv().ok()
    }

    /// What goes back.
    #[must_use]
    pub fn answers(&self) -> Answers {
        self.answers.clone()
    }
}

struct Keeping {
    broker: Broker,
    no_more: Vec<String>,
    answers: Answers,
    hear: mpsc::Sender<Heard>,
    room: Arc<Semaphore>,
    failures: u32,
}

impl Keeping {
    async fn keep(mut self, mut events: EventLoop) {
        loop {
            let told = match events.poll().await {
                Ok(Event::Incoming(packet)) => self.packet(packet, &mut events).await,
                Ok(_) => Ok(()),
                Err(error) => {
                    let error = reasons::of_connection(&self.broker, &error);
                    self.lost(error, &mut events).await
                }
            };
            // Nobody listens any more.
            if told.is_err() {
                return;
            }
        }
    }

    async fn packet(&mut self, packet: Packet, events: &mut EventLoop) -> Result<(), ()> {
        let heard = match packet {
            Packet::ConnAck(connack) => {
                self.failures = 0;
                events.options.clear_session_store();
                self.subscribe();
                Heard::Connected { resumed: connack.session_present }
            }
            Packet::Publish(publish) => {
                let bytes = u32::try_from(publish.payload.len() + publish.topic.len()).unwrap_or(MOST_BYTES);
                let room = Arc::clone(&self.room).acquire_many_owned(bytes.min(MOST_BYTES)).await;
                let connection = *self.answers.connection.lock().unwrap_or_else(PoisonError::into_inner);
                Heard::Message(Message { publish, connection, _room: room.ok() })
            }
            Packet::SubAck(suback) => {
                let answered = self.broker.filters.iter().zip(&suback.return_codes);
                let refused =
                    answered.filter_map(|(filter, code)| reasons::of_subscription(&self.broker, filter, code)).next();
                match refused {
                    Some(error) => Heard::Refused(error),
                    None => return Ok(()),
                }
            }
            _ => return Ok(()),
        };
        self.hear.send(heard).await.map_err(drop)
    }

    fn subscribe(&mut self) {
        for filter in &self.no_more {
            let _ = self.answers.client.try_unsubscribe(filter.clone());
        }
        // What was said before we came is old, and often without its time.
        let wanted = self.broker.filters.iter().map(|filter| {
            SubscribeFilterInput::new(filter.clone(), QoS::AtLeastOnce).retain_forward_rule(RetainForwardRule::Never)
        });
        let _ = self.answers.client.try_subscribe_many(wanted);
    }

    async fn lost(&mut self, error: ConnectorError, events: &mut EventLoop) -> Result<(), ()> {
        {
            let mut connection = self.answers.connection.lock().unwrap_or_else(PoisonError::into_inner);
            *connection += 1;
            // Acknowledgements that were handed over while the connection broke.
            events.clean();
        }
        self.hear.send(Heard::Lost(error)).await.map_err(drop)?;
        let wait = Duration::from_secs(1 << self.failures.min(6)).min(LONGEST_WAIT);
        self.failures += 1;
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = self.hear.closed() => return Err(()),
        }
        match self.broker.secrets() {
            Ok((auth, transport)) => {
                events.options.set_auth(auth).set_transport(transport);
                Ok(())
            }
            Err(error) => self.hear.send(Heard::Lost(error)).await.map_err(drop),
        }
    }
}
