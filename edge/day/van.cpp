#include "edge/day/van.hpp"

#include "common/error/error.hpp"
#include "edge/day/day_end.hpp"
#include "edge/day/impl/read_records.hpp"

namespace edge::day {
namespace {

thread_local const std::string* acting = nullptr;

bool somebody_acts() {
  return acting && !acting->empty();
}

}  // namespace

Acting::Acting(std::string technician) : technician_(std::move(technician)), before_(acting) {
  acting = &technician_;
}

Acting::~Acting() {
  acting = before_;
}

void Van::look(const std::function<void(const Screen&)>& body) const {
  store_.read([&](const store::RecordsView& view) {
    auto now = clock_.now();
    ReadRecords records(view, {}, now);
    auto crew = find_crew(records, identity_, now, somebody_acts() ? *acting : active());
    if (somebody_acts() && crew.actor.technician != *acting)
      throw common::Error(common::ErrorCode::unauthenticated,
                          "you are not signed on to this van any more; sign on again");
    records.set_actor(crew.actor);
    auto is_waiting = [&](const common::schema::RecordType& type, const std::string& id) {
      return !id.empty() && view.is_pending(type, id);
    };
    auto list = [&](const common::schema::RecordType& type) { return view.list_messages(type); };
    body({records, crew, now, is_waiting, proposal(), list});
  });
}

Crew Van::crew() const {
  return see([](const Screen& screen) { return screen.crew; });
}

store::Store::Result Van::give(const common::rules::Actor& actor,
                               const truckroll::wire::Command& command, std::string text,
                               const std::vector<truckroll::wire::Blob>& blobs) {
  if (actor.technician.empty())
    throw common::Error(common::ErrorCode::conflict,
                        "nobody is signed on to this van yet; connect it so that it can fetch its "
                        "day");
  auto result = store_.execute(actor, command, std::move(text), blobs);
  if (result.carries_money) reopen_for_money(*this, actor);
  return result;
}

std::string Van::active() const {
  std::lock_guard lock(mutex_);
  return active_;
}

void Van::set_active(std::string technician) {
  std::lock_guard lock(mutex_);
  active_ = std::move(technician);
}

std::optional<Proposal> Van::proposal() const {
  std::lock_guard lock(mutex_);
  return proposal_;
}

void Van::set_proposal(std::optional<Proposal> proposal) {
  std::lock_guard lock(mutex_);
  proposal_ = std::move(proposal);
}

}  // namespace edge::day
