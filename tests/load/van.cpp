#include "tests/load/van.hpp"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "proto/wire/actions/crm.pb.h"

namespace load {

namespace mqtt = common::mqtt;
using common::sync::Moment;
using std::chrono::milliseconds;

namespace {

// As common/mqtt has them.
constexpr std::size_t in_flight_max = 64;
constexpr milliseconds connect_deadline{10'000}, misc_every{1'000};

common::sync::DeviceMachine::Options machine_options() {
  common::sync::DeviceMachine::Options options;
  options.firmware = "load";
  options.schema = "load";
  return options;
}

mqtt::Options broker_options(const Identity& identity, const std::string& prefix) {
  mqtt::Options options;
  options.host = identity.broker_host;
  options.port = identity.broker_port;
  options.client_id = identity.device;
  options.tls =
      mqtt::Tls{identity.authority_file, identity.certificate_file, identity.key_file, {}};
  wire::State gone;
  gone.set_online(false);
  options.will = mqtt::Will{prefix + std::string(common::sync::topic::state),
                            gone.SerializeAsString(), 1, true};
  return options;
}

}  // namespace

Van::Van(Identity identity, Figures& figures, std::uint64_t seed)
    : identity_(std::move(identity)),
      figures_(figures),
      prefix_("truckroll/1/" + identity_.tenant + "/" + identity_.shard + "/" + identity_.device +
              "/"),
      store_(identity_.technician, figures),
      machine_(store_, machine_options(), seed),
      options_(broker_options(identity_, prefix_)),
      backoff_(options_.backoff),
      random_(static_cast<std::minstd_rand::result_type>(seed)) {}

void Van::go_online(milliseconds at) {
  open_at_ = wanted_since_ = at;
  is_welcome_told_ = is_pull_told_ = false;
  backoff_.reset();
}

void Van::go_offline() {
  open_at_.reset();
  if (handle_) handle_->disconnect();
  handle_.reset();
  is_connected_ = false;
  queue_.clear();
  in_flight_ = 0;
  machine_.disconnected();
}

void Van::set_pace(Pace pace, Moment now) {
  pace_ = pace;
  // Anywhere within the first interval, so that vans do not speak in step.
  auto first = [&](milliseconds interval) {
    if (interval.count() == 0) return milliseconds::max();
    std::uniform_int_distribution<milliseconds::rep> within(0, interval.count());
    return now.monotonic + milliseconds(within(random_));
  };
  position_at_ = first(pace.position);
  operation_at_ = first(pace.operation);
}

void Van::tap_stored(int count, Moment now) {
  for (int i = 0; i < count; ++i) tap(now, true);
}

void Van::forget_scopes() {
  store_.forget_scopes();
}

// ---- connection

template <class Work>
void Van::guarded(milliseconds now, Work&& work) {
  try {
    work();
  } catch (const common::Error& error) {
    lose(error.what(), now);
  }
}

void Van::open(Moment now) {
  open_at_.reset();
  ++attempt_;
  opened_at_ = now.monotonic;
  guarded(now.monotonic, [&] {
    handle_ = std::make_unique<mqtt::Handle>(options_, events());
    if (int rc = handle_->connect(options_); rc != MOSQ_ERR_SUCCESS)
      lose(handle_->why(rc), now.monotonic);
  });
}

mqtt::HandleEvents Van::events() {
  mqtt::HandleEvents events;
  events.connack = [this](int reason) {
    if (reason == 0) handle_->subscribe({prefix_ + "down/#"});
  };
  events.suback = [this](const std::vector<int>& granted) {
    for (int one : granted)
      if (one >= 128) ++figures_.troubles["subscription refused"];
    is_connected_ = true;
    perform(machine_.connected(++connections_, now_));
  };
  events.puback = [this](int, int reason) {
    if (in_flight_ > 0) --in_flight_;
    if (reason >= 128) ++figures_.troubles["publish refused: " + std::to_string(reason)];
  };
  events.message = [this](mqtt::Message message) {
    ++figures_.received;
    figures_.bytes_received += message.topic.size() + message.payload.size();
    if (!message.topic.starts_with(prefix_)) return;
    // libmosquitto calls: nothing may be thrown through it.
    try {
      perform(machine_.message(message.topic.substr(prefix_.size()), message.payload, now_));
    } catch (const common::Error& error) {
      ++figures_.troubles[error.what()];
      reconnect_ = true;
    }
  };
  return events;
}

void Van::lose(const std::string& reason, milliseconds now) {
  ++figures_.troubles[(is_connected_ ? "lost: " : "not connected: ") + reason];
  handle_.reset();
  is_connected_ = reconnect_ = false;
  queue_.clear();
  in_flight_ = 0;
  machine_.disconnected();
  if (now - opened_at_ > milliseconds(10'000)) backoff_.reset();
  std::uniform_real_distribution<double> share(0, 1);
  open_at_ = now + backoff_.next(share(random_), machine_.is_eager());
}

void Van::on_ready(bool is_readable, bool is_writable, Moment now) {
  if (!handle_) return;
  now_ = now;
  store_.set_now(now.monotonic);
  guarded(now.monotonic, [&] {
    int rc = MOSQ_ERR_SUCCESS;
    if (is_readable) rc = handle_->read_some();
    if (rc == MOSQ_ERR_SUCCESS && is_writable) rc = handle_->write_some();
    if (rc == MOSQ_ERR_SUCCESS && handle_->descriptor() < 0) rc = MOSQ_ERR_CONN_LOST;
    if (rc != MOSQ_ERR_SUCCESS) return lose(handle_->why(rc), now.monotonic);
    feed();
  });
  note_progress(now.monotonic);
}

void Van::tick(Moment now) {
  now_ = now;
  store_.set_now(now.monotonic);
  if (open_at_ && !handle_ && now.monotonic >= *open_at_) open(now);
  keep_pace(now);
  if (!handle_) return;
  if (!is_connected_ && now.monotonic - opened_at_ > connect_deadline)
    return lose("no answer in time", now.monotonic);
  guarded(now.monotonic, [&] {
    if (auto due = machine_.deadline(); due && *due <= now.monotonic) perform(machine_.tick(now));
    if (reconnect_) return lose("the hub does not answer", now.monotonic);
    if (now.monotonic >= misc_at_) {
      misc_at_ = now.monotonic + misc_every;
      if (int rc = handle_->do_timers(); rc != MOSQ_ERR_SUCCESS)
        return lose(handle_->why(rc), now.monotonic);
    }
    feed();
  });
}

void Van::note_progress(milliseconds now) {
  if (!is_welcome_told_ && machine_.status().online) {
    is_welcome_told_ = true;
    figures_.connecting.add((now - wanted_since_).count());
  }
  if (!is_pull_told_ && machine_.status().up_to_date) {
    is_pull_told_ = true;
    figures_.pulling.add((now - wanted_since_).count());
  }
}

// ---- what it says

void Van::perform(common::sync::Effects effects) {
  for (auto& alarm : effects.alarms) ++figures_.troubles["alarm: " + alarm.kind];
  if (effects.wipe) ++figures_.troubles["the hub ordered to erase all"];
  for (auto& one : effects.publish)
    send(one.topic, std::move(one.bytes), one.qos, one.retain, one.expiry);
  // Not here: libmosquitto may be calling.
  reconnect_ = reconnect_ || effects.reconnect;
}

void Van::send(const std::string& topic, std::string bytes, int qos, bool retain,
               std::chrono::seconds expiry) {
  if (!is_connected_) return;
  mqtt::Publication publication{prefix_ + topic, std::move(bytes), qos, retain, {}};
  if (expiry.count() > 0) publication.expiry = expiry;
  queue_.push_back(std::move(publication));
}

void Van::feed() {
  while (handle_ && !queue_.empty() && !handle_->wants_write() && in_flight_ < in_flight_max) {
    auto next = std::move(queue_.front());
    queue_.pop_front();
    ++figures_.sent;
    figures_.bytes_sent += next.topic.size() + next.payload.size();
    int id = 0;
    if (next.qos > 0) ++in_flight_;
    if (int rc = handle_->publish(next, &id); rc != MOSQ_ERR_SUCCESS)
      return lose(handle_->why(rc), now_.monotonic);
  }
}

void Van::keep_pace(Moment now) {
  if (pace_.position.count() > 0 && now.monotonic >= position_at_) {
    position_at_ += pace_.position;
    if (machine_.status().online) send_position(now);
  }
  if (pace_.operation.count() > 0 && now.monotonic >= operation_at_) {
    operation_at_ += pace_.operation;
    tap(now, false);
  }
}

void Van::tap(Moment now, bool is_stored) {
  truckroll::wire::crm::AddNote note;
  *note.mutable_about() = common::codec::about("field.WorkOrder", identity_.work_order);
  note.set_text("Load " + identity_.label + " " + std::to_string(store_.tapped() + 1));
  wire::Command command;
  command.set_type("crm.Note");
  command.set_action("add");
  command.set_input(note.SerializeAsString());
  store_.tap(command, now, is_stored);
  perform(machine_.operation_added(now));
}

void Van::send_position(Moment now) {
  wire::Telemetry telemetry;
  *telemetry.mutable_at() = common::codec::to_timestamp(now.wall);
  std::uniform_int_distribution<int> drift(-100'000, 100'000);
  telemetry.set_latitude_e7(471'500'000 + drift(random_));
  telemetry.set_longitude_e7(95'200'000 + drift(random_));
  telemetry.set_accuracy_dm(50);
  telemetry.set_speed_cm_s(1'200);
  telemetry.set_technician(identity_.technician);
  telemetry.set_work_order(identity_.work_order);
  ++figures_.positions;
  send(std::string(common::sync::topic::telemetry), telemetry.SerializeAsString(), 0, false);
}

// ---- for its owner

void Van::describe(Standing& standing) const {
  auto& status = machine_.status();
  ++standing.vans;
  if (status.online) ++standing.online;
  if (status.up_to_date) ++standing.up_to_date;
  if (!is_connected_) ++standing.offline;
  standing.waiting += status.waiting;
  standing.stored_waiting += store_.stored_waiting();
}

nlohmann::json Van::made() const {
  return {{"label", identity_.label}, {"tapped", store_.tapped()}};
}

}  // namespace load
