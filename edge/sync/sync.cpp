#include "edge/sync/sync.hpp"

#include <algorithm>
#include <iterator>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"
#include "common/rules/commands.hpp"
#include "proto/records/field/scheduled_event.pb.h"
#include "proto/wire/actions/field.pb.h"

namespace edge::sync {

using common::Error;
using common::Instant;
using common::sync::Effects;
using truckroll::field::ScheduledEvent;
namespace mqtt = common::mqtt;
namespace log = common::log;

namespace {

constexpr std::string_view module = "edge/sync";
constexpr std::string_view visit_type = "field.ScheduledEvent";
/// Beyond this the newest is dropped: the protocol asks again, and memory stays bounded.
constexpr std::size_t jobs_max = 4'096;
constexpr auto housekeeping = std::chrono::seconds(30);
/// Of MQTT, TLS and TCP with each message and its confirmation, about.
constexpr std::uint64_t message_overhead = 200;
constexpr auto contact_step = std::chrono::seconds(10);
/// Before what the store refused is tried again.
constexpr auto retry_pause = std::chrono::seconds(2);

bool is_over(const std::string& state) {
  return state == "done" || state == "expired" || state == "no_access" || state == "held" ||
         state == "broken_off";
}

/// What the office wants to know as received: a time, or that the visit is off.
std::string plan_of(const ScheduledEvent& visit) {
  if (visit.header().state() == "cancelled") return "cancelled";
  return visit.start().ShortDebugString() + " " + visit.end().ShortDebugString();
}

std::uint64_t random_seed() {
  std::uint64_t seed = 1;
  for (char byte : common::random_bytes(8)) seed = seed << 8 | static_cast<unsigned char>(byte);
  return seed;
}

}  // namespace

Sync::Sync(Options options, store::Store& store, const common::schema::Catalogue& catalogue,
           const common::rules::RuleBook& book, const common::Clock& clock)
    : options_(std::move(options)),
      prefix_("truckroll/1/" + options_.tenant + "/" + options_.shard + "/" + options_.device +
              "/"),
      store_(store),
      catalogue_(catalogue),
      book_(book),
      clock_(clock) {
  options_.machine.firmware = options_.firmware;
  options_.machine.schema = options_.schema;
  options_.machine.health = [this] {
    auto said = health();
    health_pace_.note_sent(said, clock_.monotonic());
    return said;
  };
  if (options_.seed == 0) options_.seed = random_seed();
  contact_ = store_.last_contact().value_or(common::Instant{});
  auto broker = options_.broker;
  broker.client_id = options_.device;
  truckroll::wire::State gone;
  gone.set_online(false);
  broker.will = mqtt::Will{prefix_ + std::string(common::sync::topic::state),
                           gone.SerializeAsString(), 1, true};
  client_ =
      std::make_unique<mqtt::Client>(broker, [this](mqtt::Event event) { post(std::move(event)); });
  client_->subscribe({prefix_ + "down/#"});
  store_.on_changed([this](const std::vector<store::RecordKey>& keys) {
    std::vector<std::string> visits;
    for (auto& key : keys)
      if (auto [type, id] = store::split_key(key); type == visit_type) visits.push_back(id);
    if (!visits.empty()) post(Arrived{std::move(visits)});
    if (changed_) changed_(keys);
  });
}

Sync::~Sync() {
  stop();
  store_.on_changed({});
}

void Sync::start() {
  make_machine();
  thread_ = std::thread([this] { run(); });
  client_->start();
}

void Sync::stop() {
  if (!thread_.joinable()) return;
  say_gone();
  client_->stop();
  post(Stop{});
  thread_.join();
}

/// Retained, like the last will; the machine says when it is there.
void Sync::say_gone() {
  truckroll::wire::State state;
  state.set_online(false);
  if (is_wiped_) state.set_wiped(true);
  client_->publish(
      {prefix_ + std::string(common::sync::topic::state), state.SerializeAsString(), 1, true, {}});
}

void Sync::make_machine() {
  machine_ =
      std::make_unique<common::sync::DeviceMachine>(store_, options_.machine, options_.seed++);
  auto state = store_.load_state();
  technicians_ = {state.technicians.begin(), state.technicians.end()};
}

// ---- from any thread

void Sync::operation_added() {
  post(Added{});
}
void Sync::set_technicians(std::vector<std::string> technicians) {
  post(Technicians{std::move(technicians)});
}
void Sync::set_screen_on(bool is_on) {
  post(ScreenOn{is_on});
}
void Sync::echo(common::asio::Task answer) {
  post(Echo{std::move(answer)});
}
void Sync::link_changed() {
  client_->nudge();
}

void Sync::publish_telemetry(const truckroll::wire::Telemetry& telemetry) {
  client_->publish({prefix_ + std::string(common::sync::topic::telemetry),
                    telemetry.SerializeAsString(),
                    0,
                    false,
                    {}});
}

Status Sync::status() const {
  std::lock_guard lock(mutex_);
  return status_;
}

void Sync::post(Job job) {
  {
    std::lock_guard lock(mutex_);
    // Only messages are dropped: they come again. What says how things stand is never lost.
    auto event = std::get_if<mqtt::Event>(&job);
    if (jobs_.size() >= jobs_max && event && std::holds_alternative<mqtt::Message>(*event)) return;
    if (std::holds_alternative<Added>(job) && !jobs_.empty() &&
        std::holds_alternative<Added>(jobs_.back()))
      return;
    jobs_.push_back(std::move(job));
  }
  woken_.notify_one();
}

// ---- the thread

common::sync::Moment Sync::now() const {
  return {clock_.monotonic(), clock_.now()};
}

void Sync::run() {
  post(Stored{});
  auto readers_at = clock_.monotonic() + housekeeping;
  for (bool goes_on = true; goes_on;) {
    auto jobs = next_jobs();
    try {
      goes_on = work_through(jobs);
      if (!is_wiped_) perform(machine_->tick(now()));
      if (clock_.monotonic() >= readers_at && !is_wiped_) {
        store_.clear_stale_readers();
        readers_at = clock_.monotonic() + housekeeping;
      }
      refresh_status();
      tell_health();
    } catch (const Error& error) {
      recover(std::move(jobs), error);
    }
  }
}

std::deque<Sync::Job> Sync::next_jobs() {
  std::deque<Job> jobs;
  std::unique_lock lock(mutex_);
  auto wait = std::chrono::milliseconds(housekeeping);
  auto until = [&](std::chrono::milliseconds due) {
    wait = std::min(wait, std::max(due - clock_.monotonic(), std::chrono::milliseconds(0)));
  };
  if (auto due = machine_->deadline()) until(*due);
  if (!again_.empty()) until(again_at_);
  if (auto due = health_pace_.deadline(); due && machine_->status().online) until(*due);
  woken_.wait_for(lock, wait, [&] { return !jobs_.empty(); });
  if (clock_.monotonic() >= again_at_) jobs.swap(again_);
  jobs.insert(jobs.end(), std::make_move_iterator(jobs_.begin()),
              std::make_move_iterator(jobs_.end()));
  jobs_.clear();
  return jobs;
}

bool Sync::work_through(std::deque<Job>& jobs) {
  for (; !jobs.empty(); jobs.pop_front()) {
    if (std::holds_alternative<Stop>(jobs.front())) return false;
    if (auto echo = std::get_if<Echo>(&jobs.front())) {
      echo->answer();
      continue;
    }
    if (is_wiped_) continue;
    try {
      handle(jobs.front());
    } catch (const store::NoRoom& error) {
      // The connection is what makes room: it stays, and so does what was to be written.
      if (!is_of_van(jobs.front())) throw;
      note_trouble(error);
      try_again_later(std::move(jobs.front()));
    }
  }
  return true;
}

/// The border of this thread: what the store cannot do now is tried anew on a fresh connection.
void Sync::recover(std::deque<Job> jobs, const Error& error) {
  note_trouble(error);
  if (!jobs.empty()) {
    if (is_of_van(jobs.front())) try_again_later(std::move(jobs.front()));
    jobs.pop_front();
  }
  std::erase_if(jobs, [](const Job& job) {
    auto event = std::get_if<mqtt::Event>(&job);
    return event && std::holds_alternative<mqtt::Message>(*event);
  });
  make_machine();
  client_->reconnect();
  std::lock_guard lock(mutex_);
  jobs_.insert(jobs_.begin(), std::make_move_iterator(jobs.begin()),
               std::make_move_iterator(jobs.end()));
}

/// What nobody would send again.
bool Sync::is_of_van(const Job& job) {
  return std::holds_alternative<Technicians>(job) || std::holds_alternative<Arrived>(job) ||
         std::holds_alternative<Stored>(job);
}

void Sync::try_again_later(Job job) {
  again_.push_back(std::move(job));
  again_at_ = clock_.monotonic() + retry_pause;
}

void Sync::set_trouble(const std::string& text) {
  trouble_ = unsaid_trouble_ = text;
}

void Sync::note_trouble(const Error& error) {
  if (trouble_ != error.text()) log::error(module, error.what());
  set_trouble(error.text());
}

void Sync::handle(Job& job) {
  if (auto event = std::get_if<mqtt::Event>(&job)) {
    handle_event(*event);
  } else if (std::holds_alternative<Added>(job)) {
    perform(machine_->operation_added(now()));
  } else if (auto technicians = std::get_if<Technicians>(&job)) {
    store_.set_technicians(technicians->ids);
    technicians_ = {technicians->ids.begin(), technicians->ids.end()};
    std::erase_if(again_, [](const Job& old) { return std::holds_alternative<Technicians>(old); });
    perform(machine_->hello_again(now()));
    // Visits may have come before it was known whose van this is.
    post(Stored{});
  } else if (auto screen = std::get_if<ScreenOn>(&job)) {
    is_screen_on_ = screen->is_on;
    if (is_screen_on_) client_->nudge();
  } else if (auto arrived = std::get_if<Arrived>(&job)) {
    confirm_visits(arrived->visits);
  } else if (std::holds_alternative<Stored>(job)) {
    confirm_stored_visits();
  }
}

void Sync::handle_event(mqtt::Event& event) {
  if (auto connected = std::get_if<mqtt::Connected>(&event)) {
    trouble_.clear();
    perform(machine_->connected(connected->number, now()));
  } else if (std::holds_alternative<mqtt::Disconnected>(event)) {
    perform(machine_->disconnected());
  } else if (auto message = std::get_if<mqtt::Message>(&event)) {
    if (counted_) counted_(message->topic.size() + message->payload.size() + message_overhead);
    if (!message->topic.starts_with(prefix_)) return;
    perform(machine_->message(message->topic.substr(prefix_.size()), message->payload, now()));
  } else if (auto refused = std::get_if<mqtt::PublishRefused>(&event)) {
    set_trouble("the broker refuses this device");
    log::error(module, "the broker refused a message",
               {{"topic", refused->topic}, {"reason", std::to_string(refused->reason)}});
  } else if (auto denied = std::get_if<mqtt::SubscribeRefused>(&event)) {
    set_trouble("the broker refuses this device");
    log::error(module, "the broker refused a subscription",
               {{"topic", denied->topic}, {"reason", std::to_string(denied->reason)}});
  }
}

void Sync::perform(Effects effects) {
  for (auto& alarm : effects.alarms) {
    set_trouble(alarm.text);
    log::warning(module, alarm.text, {{"kind", alarm.kind}});
  }
  for (auto& one : effects.publish) {
    mqtt::Publication publication{
        prefix_ + one.topic, std::move(one.bytes), one.qos, one.retain, {}};
    if (one.expiry.count() > 0) publication.expiry = one.expiry;
    auto bytes = publication.topic.size() + publication.payload.size() + message_overhead;
    // Offline or full: the machine's timers repeat it.
    bool is_sent = client_->publish(std::move(publication)) == mqtt::Accepted::queued;
    if (is_sent && counted_) counted_(bytes);
  }
  if (effects.wipe) {
    store_.wipe();
    is_wiped_ = true;
    say_gone();
  }
  if (effects.reconnect) client_->reconnect();
}

void Sync::confirm_stored_visits() {
  confirm_visits(store_.read_result([](const store::RecordsView& view) {
    std::vector<std::string> ids;
    for (auto& visit : view.list<ScheduledEvent>()) ids.push_back(visit.header().id());
    return ids;
  }));
}

/// Tells the office that the van has the visits of those who work with it.
void Sync::confirm_visits(const std::vector<std::string>& visits) {
  if (technicians_.empty() || !book_.find_action(visit_type, "received")) return;
  std::vector<Receipt> fresh;
  store_.read([&](const store::RecordsView& view) {
    for (auto& id : visits) {
      auto visit = view.find<ScheduledEvent>(id);
      if (!visit || is_over(visit->header().state())) continue;
      auto plan = plan_of(*visit);
      for (auto& line : visit->assignments())
        if (technicians_.count(line.technician()) && line.has_sent_at() && !line.has_received_at())
          fresh.emplace_back(id, line.technician(), plan);
    }
  });
  for (auto& receipt : fresh) confirm(receipt);
}

void Sync::confirm(const Receipt& receipt) {
  auto& [visit, technician, plan] = receipt;
  // Once per plan and run of the program, whatever becomes of it: a refusal must not be answered
  // with the same again.
  if (!confirmed_.insert(receipt).second) return;
  common::rules::Actor actor;
  actor.tenant = options_.tenant;
  actor.technician = technician;
  actor.device = options_.device;
  actor.name = "van";
  actor.roles = {"technician"};
  truckroll::wire::field::Received input;
  input.set_technician(technician);
  try {
    store_.execute(
        actor,
        common::rules::make_action(catalogue_.of<ScheduledEvent>(), visit, "received", &input),
        "Received");
  } catch (const Error& error) {
    if (error.code() == common::ErrorCode::storage) {
      confirmed_.erase(receipt);  // it was not answered
      throw;
    }
    log::warning(module, error.what(), {{"visit", visit}});
  }
  perform(machine_->operation_added(now()));
}

truckroll::wire::Health Sync::health() const {
  return make_health(store_, clock_, store_.load_state().acked_sequence, unsaid_trouble_);
}

void Sync::tell_health() {
  if (is_wiped_ || !machine_->status().online) return;
  truckroll::wire::Telemetry message;
  *message.mutable_health() = health();
  if (!health_pace_.is_due(message.health(), clock_.monotonic())) return;
  publish_telemetry(message);
  unsaid_trouble_ = trouble_;
}

void Sync::refresh_status() {
  Status fresh;
  auto& machine = machine_->status();
  fresh.online = machine.online;
  fresh.waiting = machine.waiting;
  if (machine.last_contact - contact_ >= contact_step ||
      (!machine.online && machine.last_contact > contact_)) {
    contact_ = machine.last_contact;
    store_.note_contact(contact_);
  }
  fresh.last_contact_at = std::max(contact_, machine.last_contact);
  fresh.up_to_date = machine.up_to_date;
  fresh.upgrade_needed = machine.upgrade_needed;
  fresh.wiped = is_wiped_;
  fresh.trouble = trouble_;
  if (!is_wiped_) {
    auto blobs = store_.blobs_waiting();
    fresh.blobs_waiting = blobs.count;
    fresh.bytes_waiting = blobs.bytes + store_.bytes_waiting();
    fresh.refused = store_.refused().size();
    if (auto since = store_.waiting_since()) fresh.waiting_since = *since;
  }
  client_->set_eager(machine_->is_eager() || is_screen_on_);
  std::lock_guard lock(mutex_);
  status_ = fresh;
}

}  // namespace edge::sync
