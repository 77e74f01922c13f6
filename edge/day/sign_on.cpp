#include "edge/day/sign_on.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "common/codec/person_name.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"
#include "common/rules/people/pin.hpp"
#include "common/zone/zone.hpp"
#include "edge/day/impl/values.hpp"
#include "proto/records/field/field_day.pb.h"
#include "proto/wire/actions/people.pb.h"
#include "proto/wire/actions/sign_on.pb.h"

namespace edge::day {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;
using truckroll::field::FieldDay;
using truckroll::people::Technician;
namespace people_rules = common::rules::people;

/// After so many wrong ones he waits; it grows, and ends growing: who forgot his PIN, or whose
/// PIN a child tried out, is never locked out for good.
std::chrono::seconds wait_after(int wrong) {
  constexpr int waits[] = {0, 0, 0, 10, 30, 60, 120, 300};
  return std::chrono::seconds(waits[std::clamp(wrong, 0, 7)]);
}

bool write_durably(const std::filesystem::path& path, const std::string& text) {
  int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return false;
  bool done = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
              ::fsync(file) == 0;
  return ::close(file) == 0 && done;
}

bool is_member(const Crew& crew, const std::string& technician) {
  return std::any_of(crew.members.begin(), crew.members.end(),
                     [&](auto& member) { return member.technician == technician; });
}

}  // namespace

struct SignOn::Entering {
  Crew crew;
  common::rules::Actor actor;
  bool asks_pin = false;
  std::string hash;
};

SignOn::SignOn(Van& van, std::filesystem::path file) : van_(van), file_(std::move(file)) {
  read();
}

nlohmann::json SignOn::people() const {
  auto people = van_.see([&](const Screen& screen) {
    auto& crew = screen.crew;
    json people = json::array();
    for (auto& one : find_people(screen.records, crew)) {
      auto& id = one.header().id();
      people.push_back({{"id", id},
                        {"name", common::codec::person_name(one.name())},
                        {"is_driver", id == crew.driver},
                        {"is_signed_on", is_member(crew, id)},
                        {"is_active", id == crew.actor.technician},
                        {"asks_pin", is_asked_for_pin(screen.records, crew, one)},
                        {"has_pin", !one.pin().empty()}});
    }
    return people;
  });
  std::lock_guard lock(mutex_);
  for (auto& one : people) one["wait_seconds"] = wait_of(one["id"]).count();
  std::stable_sort(people.begin(), people.end(), [](const json& a, const json& b) {
    auto order = [](const json& one) {
      return std::tuple(!one["is_signed_on"].get<bool>(), !one["is_driver"].get<bool>(),
                        one["name"].get<std::string>());
    };
    return order(a) < order(b);
  });
  return {{"people", std::move(people)}};
}

bool SignOn::has_pins() const {
  return van_.see([](const Screen& screen) {
    auto people = find_people(screen.records, screen.crew);
    return std::any_of(people.begin(), people.end(), [](auto& one) { return !one.pin().empty(); });
  });
}

SignOn::Entering SignOn::find_entering(const std::string& id) const {
  return van_.see([&](const Screen& screen) -> Entering {
    auto technician = screen.records.load<Technician>(id);
    auto people = find_people(screen.records, screen.crew);
    bool may = is_member(screen.crew, id) ||
               std::any_of(people.begin(), people.end(),
                           [&](auto& one) { return one.header().id() == id; });
    if (!may)
      throw Error(ErrorCode::forbidden, "this technician does not work in this van's branch");
    return {screen.crew, actor_of(screen.records, screen.crew, id),
            is_asked_for_pin(screen.records, screen.crew, technician), technician.pin()};
  });
}

void SignOn::sign_on(const Entering& entering) {
  if (is_member(entering.crew, entering.actor.technician)) return;
  truckroll::wire::field::SignOn input;
  input.mutable_day()->set_days(common::zone::local_day(van_.clock().now(), entering.crew.zone));
  if (!entering.crew.vehicle.empty()) input.set_vehicle(entering.crew.vehicle);
  van_.give(entering.actor,
            common::rules::make_action(van_.catalogue().of<FieldDay>(), "", "sign-on", &input),
            "Signed on: " + entering.actor.name);
}

void SignOn::enter(const std::string& technician, const std::string& pin) {
  auto entering = find_entering(technician);
  std::lock_guard lock(mutex_);
  if (entering.asks_pin) check(technician, pin, entering.hash, "pin");
  sign_on(entering);
  van_.set_active(technician);
  keep();
}

void SignOn::require_pin(const std::string& technician) const {
  bool is_open_door = van_.see([&](const Screen& screen) {
    auto asks = [&](const Technician& one) {
      return is_asked_for_pin(screen.records, screen.crew, one);
    };
    if (asks(screen.records.load<Technician>(technician))) return false;
    auto people = find_people(screen.records, screen.crew);
    return std::any_of(people.begin(), people.end(), asks);
  });
  if (is_open_door)
    throw Error(
        ErrorCode::forbidden,
        "you have no PIN yet; let a colleague unlock the screen, or ask the office for one");
}

void SignOn::enter_by_phone(const std::string& technician, const std::string& pin) {
  Acting at_the_screen({});
  auto entering = find_entering(technician);
  if (entering.hash.empty())
    throw Error(ErrorCode::forbidden,
                "a phone opens with a PIN alone; ask the office to set yours first");
  std::lock_guard lock(mutex_);
  check(technician, pin, entering.hash, "pin");
  auto& at_screen = entering.crew.actor;
  // A driver without a PIN works at the screen without having said so; he would lose it.
  if (entering.crew.members.empty() && !at_screen.technician.empty() &&
      at_screen.technician != technician) {
    sign_on({entering.crew, at_screen, false, {}});
    van_.set_active(at_screen.technician);
    keep();
  }
  sign_on(entering);
}

void SignOn::leave(const std::string& technician) {
  auto crew = van_.crew();
  auto member = std::find_if(crew.members.begin(), crew.members.end(),
                             [&](auto& one) { return one.technician == technician; });
  auto actor = van_.see(
      [&](const Screen& screen) { return actor_of(screen.records, screen.crew, technician); });
  if (member == crew.members.end()) {
    // He works here without having said so; that he leaves must be said.
    if (crew.actor.technician != technician)
      throw Error(ErrorCode::conflict, "this technician is not signed on to this van");
    enter(technician, {});
    return leave(technician);
  }
  truckroll::wire::field::SignOff input;
  van_.give(
      actor,
      common::rules::make_action(van_.catalogue().of<FieldDay>(), member->day, "sign-off", &input),
      "Signed off: " + actor.name);
}

void SignOn::change_pin(const std::string& technician, const std::string& old_pin,
                        const std::string& pin) {
  auto entering = find_entering(technician);
  std::lock_guard lock(mutex_);
  if (!entering.hash.empty()) check(technician, old_pin, entering.hash, "old_pin");
  people_rules::check_pin(pin);
  truckroll::wire::people::ChangePin input;
  input.set_hash(people_rules::make_pin_hash(pin));
  van_.give(entering.actor,
            common::rules::make_action(van_.catalogue().of<Technician>(), technician, "change-pin",
                                       &input),
            "Changed the PIN: " + entering.actor.name);
}

std::chrono::seconds SignOn::wait_of(const std::string& technician) const {
  auto found = tries_.find(technician);
  if (found == tries_.end()) return {};
  auto& tries = found->second;
  auto now = van_.clock().now();
  // A clock that was set back must not make the wait longer.
  tries.last_at = std::min(tries.last_at, now);
  auto left = tries.last_at + wait_after(tries.wrong) - now;
  return std::max(std::chrono::seconds(0), std::chrono::ceil<std::chrono::seconds>(left));
}

/// The try is kept before it is known to be wrong: pulling the plug meanwhile saves nobody a wait.
void SignOn::check(const std::string& technician, const std::string& pin, const std::string& hash,
                   const char* field) {
  if (auto wait = wait_of(technician); wait.count() > 0)
    throw Error(ErrorCode::conflict, say("several wrong PINs; wait {} seconds", wait.count()));
  auto& tries = tries_[technician];
  ++tries.wrong;
  tries.last_at = van_.clock().now();
  keep();
  if (!people_rules::fits_pin(pin, hash)) common::refuse(field, "this PIN is wrong");
  tries_.erase(technician);
  keep();
}

void SignOn::read() {
  std::ifstream file(file_);
  std::string word, technician;
  while (file >> word >> technician) {
    if (!common::is_id(technician)) return;
    if (word == "active") {
      van_.set_active(technician);
      continue;
    }
    std::int64_t micros = 0;
    Tries tries;
    if (word != "wrong" || !(file >> tries.wrong >> micros)) return;
    tries.last_at = common::from_micros(micros);
    tries_[technician] = tries;
  }
}

void SignOn::keep() const {
  std::string text;
  if (auto active = van_.active(); !active.empty()) text = "active " + active + "\n";
  for (auto& [technician, tries] : tries_)
    text += "wrong " + technician + " " + std::to_string(tries.wrong) + " " +
            std::to_string(common::to_micros(tries.last_at)) + "\n";
  auto draft = file_;
  draft += ".new";
  std::error_code error;
  if (write_durably(draft, text)) std::filesystem::rename(draft, file_, error);
  if (error || !std::filesystem::exists(file_))
    common::log::warning("edge/day", "who is at the screen could not be kept");
}

}  // namespace edge::day
