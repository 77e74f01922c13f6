#include "tests/sim/hub.hpp"

#include "common/error/error.hpp"
#include "hub/gateway/feed.hpp"
#include "tests/sim/planted_transaction.hpp"

namespace sim {

using common::Error;
using common::ErrorCode;
namespace sync = common::sync;

/// The database as one device's machine sees it, with commits that fail.
class Hub::FaultyStore final : public sync::HubStore {
 public:
  FaultyStore(Chance& chance, sync::HubStore& real) : chance_(chance), real_(real) {}

  void write(const std::function<void(sync::HubTransaction&)>& body) override {
    if (chance_.strikes(Fault::hub_refuses_commit)) {
      if (chance_.bug() != Bug::acknowledges_before_commit)
        throw Error(ErrorCode::storage, "the commit failed");
      return pretend(body);
    }
    bool again = chance_.strikes(Fault::hub_serialisation);
    bool killed_before = false, killed_after = false;
    if (chance_.strikes(Fault::hub_killed)) (chance_.roll(2) ? killed_before : killed_after) = true;
    if (killed_before) throw HubKilled{};
    real_.write([&](sync::HubTransaction& transaction) {
      PlantedTransaction planted(chance_.bug(), first, transaction);
      body(planted);
      if (std::exchange(again, false)) throw hub::store::RetryTransaction{"could not serialise"};
    });
    if (killed_after) throw HubKilled{};
    if (chance_.strikes(Fault::hub_unknown_commit))
      throw Error(ErrorCode::storage, "whether it was committed is unknown");
  }

  std::uint64_t first = 0;  ///< of the batch at hand

  std::string incarnation() override { return real_.incarnation(); }
  std::string company() override { return real_.company(); }
  sync::DeviceSession load_session() override { return real_.load_session(); }
  std::vector<sync::ScopeHead> heads() override { return real_.heads(); }
  std::uint64_t included_sequence() override { return real_.included_sequence(); }
  sync::FeedPage read_feed(const std::string& scope, std::uint64_t from, std::size_t bytes_max,
                           bool with_deltas) override {
    return real_.read_feed(scope, from, bytes_max, with_deltas);
  }
  sync::BlobProgress find_blob(const std::string& sha256) override {
    return real_.find_blob(sha256);
  }
  sync::BlobProgress store_chunk(const sync::wire::BlobChunk& chunk) override {
    if (chance_.strikes(Fault::hub_refuses_commit))
      throw Error(ErrorCode::storage, "the commit failed");
    return real_.store_chunk(chunk);
  }
  void record_hello(const sync::wire::Hello& hello, common::Instant now) override {
    real_.record_hello(hello, now);
  }
  void record_contact(common::Instant now) override { real_.record_contact(now); }

 private:
  struct NotKept {};
  /// The machine is told that all went well, and nothing of it stays.
  void pretend(const std::function<void(sync::HubTransaction&)>& body) {
    try {
      real_.write([&](sync::HubTransaction& transaction) {
        body(transaction);
        throw NotKept{};
      });
    } catch (const NotKept&) {
    }
  }

  Chance& chance_;
  sync::HubStore& real_;
};

struct Hub::Connected {
  hub::gateway::VanStore real;
  FaultyStore faulty;
  sync::HubMachine machine;
  Connected(Chance& chance, flows::Office& office, const std::string& device)
      : real(office.services(), office.tenant, device),
        faulty(chance, real),
        machine(faulty, {.schema = "s"}) {}
};

/// To open a store takes longer than to play in it: one serves the worlds of a process, one after
/// the other, each from the same beginning.
struct Hub::Kept {
  flows::Office office;
  Rewind rewind;
  Rewind::Moment beginning;
  Kept(common::Instant now, const std::filesystem::path& database)
      : office(now, database), rewind(office.database()), beginning(rewind.now()) {}
};

std::unique_ptr<Hub::Kept> Hub::idle;

std::unique_ptr<Hub::Kept> Hub::take(common::Instant now, const std::filesystem::path& database) {
  if (!idle || !idle->rewind.back_to(idle->beginning)) {
    idle.reset();
    return std::make_unique<Kept>(now, database);
  }
  idle->office.clock = common::FakeClock(now);
  idle->office.forget();
  return std::move(idle);
}

Hub::Hub(Chance& chance, common::Instant now, const std::filesystem::path& database)
    : kept_(take(now, database)), office(kept_->office), chance_(chance), post_(office) {}

Hub::~Hub() {
  connected_.clear();
  idle = std::move(kept_);
}

Hub::Connected& Hub::connected(const std::string& device) {
  auto& found = connected_[device];
  if (!found) found = std::make_unique<Connected>(chance_, office, device);
  return *found;
}

sync::Effects Hub::message(const std::string& device, const sync::Publish& message) {
  auto& van = connected(device);
  sync::wire::OperationBatch batch;
  if (message.topic == sync::topic::operations &&
      batch.ParseFromString(*sync::unpack(message.bytes)))
    van.faulty.first = batch.first_sequence();
  try {
    return van.machine.message(message.topic, message.bytes, office.moment());
  } catch (const Error&) {
    connected_.erase(device);
    throw;
  }
}

void Hub::follow_log() {
  office.follow_log();
}

sync::Effects Hub::nudge(const std::string& device) {
  return connected(device).machine.feeds_advanced(office.moment());
}

sync::DeviceSession Hub::session(const std::string& device) {
  return hub::gateway::VanStore(office.services(), office.tenant, device).load_session();
}

bool Hub::has_blob(const std::string& device, const std::string& sha256) {
  hub::gateway::VanStore seen(office.services(), office.tenant, device);
  return seen.find_blob(sha256).durable;
}

std::string Hub::incarnation() {
  return hub::gateway::incarnation(*office.store);
}

/// The store keeps nothing that counts in memory, which tests/flows sees by opening it anew.
void Hub::restart() {
  connected_.clear();
  office.forget();
}

void Hub::back_up() {
  backup_ = kept_->rewind.now();
  findings_then_ = findings;
}

bool Hub::restore() {
  if (!backup_ || !kept_->rewind.back_to(*backup_)) return false;
  restart();
  findings = findings_then_;
  hub::gateway::renew_incarnation(*office.store);
  return true;
}

}  // namespace sim
