#include "tests/sim/world.hpp"

#include <fmt/format.h>

#include <fstream>

#include "common/error/error.hpp"
#include "hub/gateway/feed.hpp"
#include "tests/flows/company/world.hpp"
#include "tests/sim/audit.hpp"

namespace sim {

using common::Error;
using common::ErrorCode;
using common::sync::Effects;
using common::sync::Publish;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr auto healing_max = std::chrono::hours(1);
constexpr std::int64_t healing_messages_max = 20'000;
constexpr int vans = 2;
constexpr std::size_t vans_most = 4;  // with clones
const char* const serials[vans] = {"van-01", "van-02"};

std::uint64_t mix(std::uint64_t hash, std::string_view bytes) {
  for (unsigned char byte : bytes) hash = (hash ^ byte) * 0x100000001b3ULL;
  return hash;
}

/// A field that no release knows yet, at the end of a message.
void add_unknown_field(std::string& bytes) {
  bytes = *common::sync::unpack(bytes) + "\xc2\x3e\x03new";  // field 1000, three bytes
}

}  // namespace

void make_template(const std::filesystem::path& folder) {
  common::SeededIds ids(0);  // so that a seed means the same in each run of the program
  flows::World world;
  flows::Snapshot snapshot;
  world.save(snapshot);
  std::filesystem::copy(snapshot.folder.path(), folder, std::filesystem::copy_options::recursive);
  std::ofstream(folder / "now") << common::to_micros(snapshot.now);
}

Template open_template(const std::filesystem::path& folder) {
  std::int64_t micros = 0;
  std::ifstream(folder / "now") >> micros;
  return {folder, common::from_micros(micros)};
}

World::World(const Plan& plan, const Template& from)
    : plan_(plan),
      chance_(plan_),
      ids_(plan.seed),
      from_(from),
      hub_(chance_, from.now, from.folder / "hub.db") {
  clocks_.add(hub_.office.clock);
  chance_.is_healed = true;
  for (auto serial : serials) {
    auto device =
        hub_.office.text("SELECT id FROM device WHERE serial = '" + std::string(serial) + "'");
    vans_.push_back(
        std::make_unique<Van>(chance_, from.now, hub_.office.tenant, device, from.folder / serial));
    auto& clock = vans_.back()->side().clock;
    clock.set_wall(clock.now() + plan_.shift);
    clocks_.add(clock);
  }
  chance_.is_healed = false;
}

// ---- time

bool World::step(Time end) {
  auto next = timeline_.next();
  Van* due = nullptr;
  for (auto& van : vans_) {
    auto deadline = van->is_up ? van->machine().deadline() : std::nullopt;
    if (deadline && (!next || *deadline < *next)) {
      next = std::max(*deadline, now());
      due = van.get();
    }
  }
  if (!next || *next > end) return false;
  if (*next > now()) clocks_.advance(*next - now());
  if (!due) {
    timeline_.take()();
  } else {
    with_van(*due, [](Van& van) { return van.machine().tick(van.side().moment()); });
  }
  for (auto& van : vans_)
    if (std::exchange(van->has_committed, false)) check_moment(*van);
  return fault_.empty();
}

void World::run_until(Time end) {
  while (step(end)) {
  }
  if (now() < end && fault_.empty()) clocks_.advance(end - now());
}

// ---- the network

void World::trace(const Van& van, char way, const Publish& publish) {
  ++messages_;
  trace_ = mix(trace_, std::to_string(now().count()) + way + van.device() + publish.topic);
  trace_ = mix(trace_, publish.bytes);
}

void World::tell(const std::string& what) {
  story_ += fmt::format("{:10.3f} {}\n", std::chrono::duration<double>(now()).count(), what);
}

Van* World::holder(const std::string& device) {
  for (auto& van : vans_)
    if (van->is_up && van->device() == device) return van.get();
  return nullptr;
}

void World::connect(Van& van) {
  if (van.is_up) return;
  // The broker lets one client of a name in, the newest.
  if (auto other = holder(van.device())) {
    drop(*other);
    connect_later(*other);
  }
  van.is_up = true;
  van.is_dead = chance_.strikes(Fault::half_open);
  van.connection = ++connections_;
  van.last_up = van.last_down = now();
  auto number = van.connection;
  with_van(van,
           [number](Van& one) { return one.machine().connected(number, one.side().moment()); });
}

void World::connect_later(Van& van) {
  in(milliseconds(500 + chance_.roll(9'500)), [this, &van] { connect(van); });
}

void World::drop(Van& van) {
  if (!van.is_up) return;
  van.is_up = van.is_dead = false;
  van.machine().disconnected();
}

void World::with_van(Van& van, const std::function<Effects(Van&)>& body) {
  try {
    from_van(van, body(van));
  } catch (const VanKilled&) {
    tell(name(van) + " is killed");
    van.is_up = van.is_dead = false;
    van.restart();
    connect_later(van);
  } catch (const Error& error) {
    tell(name(van) + " cannot store: " + error.text());
    // As edge::sync does: a fresh connection, and once more.
    if (error.code() != ErrorCode::storage && error.code() != ErrorCode::conflict) throw;
    drop(van);
    connect_later(van);
  }
}

void World::from_van(Van& van, Effects effects) {
  for (auto& alarm : effects.alarms) tell(name(van) + " raises " + alarm.kind + ": " + alarm.text);
  for (auto& publish : effects.publish) send(van, true, publish);
  if (!effects.reconnect) return;
  drop(van);
  connect_later(van);
}

void World::to_van(Van& van, Effects effects) {
  if (!van.is_up) return;
  for (auto& publish : effects.publish) send(van, false, publish);
}

void World::send(Van& van, bool up, const Publish& publish) {
  trace(van, up ? '>' : '<', publish);
  if (van.is_dead || chance_.strikes(Fault::lose)) return;
  auto message = publish;
  if (chance_.strikes(Fault::unknown_field)) add_unknown_field(message.bytes);
  auto& last = up ? van.last_up : van.last_down;
  int copies = chance_.strikes(Fault::repeat) ? 2 : 1;
  for (int i = 0; i < copies; ++i) {
    auto when = now() + milliseconds(20 + chance_.roll(60));
    if (chance_.strikes(Fault::delay)) when += milliseconds(chance_.roll(20'000));
    if (chance_.strikes(Fault::reorder))
      when += milliseconds(chance_.roll(300));
    else
      last = when = std::max(when, last);
    auto number = van.connection;
    auto broker = broker_;
    timeline_.at(when, [this, &van, up, number, broker, message] {
      if (broker != broker_) return;  // lost with the broker's queue
      // What a van sent may arrive after it has gone.
      if (up) return arrive_at_hub(van, message);
      if (!van.is_up || van.connection != number || van.is_dead) return;
      with_van(van, [&](Van& one) {
        return one.machine().message(message.topic, message.bytes, one.side().moment());
      });
    });
  }
}

void World::arrive_at_hub(Van& van, const Publish& publish) {
  auto device = van.device();
  try {
    auto effects = hub_.message(device, publish);
    for (auto& alarm : effects.alarms) tell("the hub raises " + alarm.kind + ": " + alarm.text);
    if (auto holds = holder(device)) to_van(*holds, std::move(effects));
  } catch (const HubKilled&) {
    return kill_hub();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::storage) throw;
  }
  follow_later();
}

void World::follow_later() {
  if (std::exchange(follow_is_planned_, true)) return;
  in(milliseconds(20 + chance_.roll(chance_.is_healed ? 100 : 3'000)), [this] {
    follow_is_planned_ = false;
    hub_.follow_log();
    if (auto fault = hub_.send_mails(); !fault.empty()) fault_ = fault;
    for (auto& van : vans_)
      if (van->is_up) to_van(*van, hub_.nudge(van->device()));
  });
}

void World::kill_hub() {
  tell("the hub is killed");
  hub_.restart();
  follow_later();
}

// ---- people

seconds World::move_something(int move) {
  std::size_t deed = 0;
  for (auto& van : vans_) {
    chance_.begin_deed(move, deed++);
    if (chance_.roll(2) == 0) press(*van);
  }
  deed = vans_most;  // a clone moves none of the numbers that follow
  chance_.begin_deed(move, deed);
  if (chance_.roll(3) == 0) plan_on();
  for (std::size_t i = 0, count = vans_.size(); i < count; ++i) {
    chance_.begin_deed(move, vans_most + 1 + i);
    strike(*vans_[i]);
  }
  deed = 2 * vans_most + 1;
  chance_.begin_deed(move, deed++);
  strike_hub();
  chance_.begin_deed(move, deed);
  auto pause = seconds(1 + chance_.roll(static_cast<std::size_t>(plan_.pause_max.count())));
  chance_.end_deed();
  return pause;
}

std::string World::name(const Van& van) const {
  for (std::size_t i = 0; i < vans_.size(); ++i)
    if (vans_[i].get() == &van) return "van " + std::to_string(i + 1);
  return "a van";
}

void World::press(Van& van) {
  try {
    try {
      auto before = van.saved.size();
      bool pressed = press_something(van.side(), chance_);
      van.note_saved();
      if (pressed && van.saved.size() > before) {
        tell(name(van) + " saves " + van.saved.back().text + " " + van.saved.back().id);
        if (van.is_up)
          with_van(van,
                   [](Van& one) { return one.machine().operation_added(one.side().moment()); });
      }
    } catch (const Error& error) {
      // Refused by a rule, or by a disk that is full or broken: nothing may be there of it.
      auto before = van.saved.size();
      van.note_saved();
      // Who leaves without having signed on, or closes a day that nothing has opened, does so by
      // two operations; each may be there alone.
      bool is_first_of_two =
          van.saved.size() == before + 1 && (van.saved.back().text.starts_with("Signed on: ") ||
                                             van.saved.back().text == "Opened the day");
      if (van.saved.size() != before && !is_first_of_two)
        fault_ = "an operation that was refused is in the log: " + error.text() + ": " +
                 van.saved.back().text;
    }
  } catch (const VanKilled&) {
    // Whoever pressed does not know; what is in the log counts.
    tell(name(van) + " is killed while it saves");
    van.is_up = van.is_dead = false;
    van.restart();
    connect_later(van);
  }
}

void World::plan_on() {
  try {
    change_something(hub_, chance_);
  } catch (const Error&) {
    // A rule refused it.
  }
  follow_later();
}

void World::strike(Van& van) {
  if (chance_.strikes(Fault::link_cut)) {
    drop(van);
    connect_later(van);
  }
  if (van.is_up && chance_.strikes(Fault::half_open)) van.is_dead = true;
  if (van.is_up && chance_.strikes(Fault::taken_over)) {
    drop(van);
    connect_later(van);
  }
  if (chance_.strikes(Fault::van_killed)) {
    tell(name(van) + " is killed");
    van.is_up = van.is_dead = false;
    van.restart();
    connect_later(van);
  }
  if (chance_.strikes(Fault::van_disk_full)) {
    van.is_full = true;
    in(seconds(chance_.roll(120)), [&van] {
      van.is_full = false;
      van.side().store->try_room();
    });
  }
  if (chance_.strikes(Fault::van_damaged)) {
    van.is_up = van.is_dead = false;
    tell(name(van) + " is damaged" + (van.restart_damaged() ? "" : ", where it does not matter"));
    connect_later(van);
  }
  if (chance_.roll(8) == 0) tidy(van);
  if (chance_.strikes(Fault::van_clock)) {
    auto hours = static_cast<std::int64_t>(chance_.roll(4 * 365 * 24)) - 2 * 365 * 24;
    van.side().clock.set_wall(van.side().clock.now() + std::chrono::hours(hours));
  }
  if (vans_.size() < vans_most && chance_.strikes(Fault::card_cloned)) clone(van);
}

void World::strike_hub() {
  if (chance_.strikes(Fault::broker_restart)) {
    ++broker_;
    for (auto& van : vans_)
      if (van->is_up) {
        drop(*van);
        connect_later(*van);
      }
  }
  if (chance_.roll(10) == 0) {
    tell("the hub is backed up");
    hub_.back_up();
  }
  if (hub_.has_backup() && chance_.strikes(Fault::hub_restored) && hub_.restore()) {
    tell("the hub is restored");
    was_restored_ = true;
    for (auto& van : vans_)
      if (van->is_up) {
        drop(*van);
        connect_later(*van);
      }
  }
  if (chance_.strikes(Fault::hub_killed)) kill_hub();
}

/// Makes room as the agent does: files that the hub has durably go.
void World::tidy(Van& van) {
  std::set<std::string> here;
  for (auto& one : van.saved)
    for (auto& sha256 : one.blobs)
      if (van.side().store->has_blob(sha256)) here.insert(sha256);
  // What a hub confirmed before it was restored may go until the van hears of that.
  bool has_heard = van.side().store->load_state().incarnation == hub_.incarnation();
  std::set<std::string> at_hub;
  for (auto& sha256 : here)
    if (hub_.has_blob(van.device(), sha256)) at_hub.insert(sha256);
  with_van(van, [](Van& one) {
    one.side().store->release_blobs(0);
    return Effects();
  });
  for (auto& sha256 : here) {
    if (van.side().store->has_blob(sha256)) continue;
    if (has_heard && !at_hub.count(sha256))
      fault_ = "7: " + name(van) + " deleted a picture before the hub had it";
    released_.insert(sha256);
  }
}

void World::clone(Van& van) {
  tell(name(van) + " is cloned");
  support::TempFolder copy;
  auto healed = std::exchange(chance_.is_healed, true);
  van.is_up = van.is_dead = false;
  van.side().back_up(copy / "data");
  auto twin = std::make_unique<Van>(chance_, van.side().clock.now(), hub_.office.tenant,
                                    van.device(), copy / "data");
  chance_.is_healed = healed;
  // Its time since it was switched on is that of the world, as everybody's.
  twin->side().clock.advance(now());
  twin->side().clock.set_wall(van.side().clock.now());
  clocks_.add(twin->side().clock);
  twin->note_saved();
  vans_.push_back(std::move(twin));
  connect_later(van);
  connect_later(*vans_.back());
}

// ---- what holds at every moment

void World::check_moment(Van& van) {
  auto& mark = marks_[&van];
  auto log = van.side().store->load_state();
  if (log.acked_sequence != mark.acked || log.epoch != mark.epoch) {
    mark.acked = log.acked_sequence;
    mark.epoch = log.epoch;
    auto session = hub_.session(van.device());
    if (log.incarnation == hub_.incarnation() && log.epoch == session.epoch &&
        log.acked_sequence > session.applied_sequence)
      fault_ = "5: " + name(van) + " believes that the hub has what it has not";
  }
  if (!van.snapshots.repeated.empty())
    fault_ = "10: " + name(van) + " fetches all of " + van.snapshots.repeated + " a second time";
  for (auto& cursor : van.side().store->cursors()) {
    auto& [generation, position] = mark.cursors[cursor.scope()];
    if (generation == cursor.generation() && cursor.position() < position)
      fault_ = "5: the cursor of " + cursor.scope() + " went back";
    generation = cursor.generation();
    position = cursor.position();
  }
}

// ---- the end

bool World::is_quiet() {
  for (auto& van : vans_) {
    auto log = van->side().store->load_state();
    if (log.acked_sequence + 1 != log.next_sequence) return false;
    if (log.settled_sequence != log.acked_sequence) return false;
    if (van->side().store->blobs_waiting().count > 0) return false;
  }
  return !follow_is_planned_;
}

/// All faults end. Cards with one name take turns, each until it has nothing more to say.
std::string World::heal() {
  tell("all heals");
  chance_.is_healed = true;
  for (auto& van : vans_) {
    van->is_full = false;
    van->side().store->try_room();
    van->is_dead = false;
  }
  auto began = now();
  auto messages = messages_;
  for (int round = 0; round < 3; ++round) {
    for (auto& van : vans_) {
      for (auto& other : vans_)
        if (other->device() == van->device()) drop(*other);
      timeline_ = {};
      follow_is_planned_ = false;
      tell(name(*van) + " has its turn");
      connect(*van);
      follow_later();
      bool is_done = false;
      while (!is_done) {
        if (now() - began > healing_max) return "it is not quiet after an hour";
        if (messages_ - messages > healing_messages_max) return "the talk does not end";
        if (!fault_.empty()) return fault_;
        auto before = messages_;
        run_until(now() + seconds(20));
        is_done = before == messages_ && van->machine().status().up_to_date && !follow_is_planned_;
      }
      drop(*van);
    }
  }
  return is_quiet() ? "" : "something waits although all is quiet";
}

Outcome World::run() {
  for (auto& van : vans_) connect_later(*van);
  for (int i = 0; i < plan_.moves && fault_.empty(); ++i) {
    run_until(now() + move_something(i));
  }
  Outcome outcome;
  auto began = now();
  if (fault_.empty()) fault_ = heal();
  outcome.healing = std::chrono::duration_cast<seconds>(now() - began);
  if (fault_.empty())
    fault_ = audit(hub_, vans_, was_restored_ ? released_ : std::set<std::string>());
  outcome.digest = digest(hub_);
  outcome.fault = fault_;
  outcome.story = story_;
  outcome.trace = trace_;
  outcome.messages = messages_;
  for (auto& van : vans_) outcome.operations += static_cast<std::int64_t>(van->saved.size());
  outcome.counts = chance_.counts;
  return outcome;
}

}  // namespace sim
