#pragma once
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "edge/day/screen.hpp"
#include "edge/store/store.hpp"

namespace edge::day {

/// Who acts on this thread while one lives, in the place of who is at the van's own screen: a
/// phone of the crew has a person of its own. Empty: who is at the screen. Scopes nest.
class Acting {
 public:
  explicit Acting(std::string technician);
  ~Acting();
  Acting(const Acting&) = delete;
  Acting& operator=(const Acting&) = delete;

 private:
  std::string technician_;
  const std::string* before_;
};

/// The van's records with the person who works in it: screens are read and commands given through
/// here. Any thread; owned by the agent, lives as long as the store.
class Van {
 public:
  Van(store::Store& store, const common::schema::Catalogue& catalogue, const common::Clock& clock,
      Identity identity)
      : store_(store), catalogue_(catalogue), clock_(clock), identity_(std::move(identity)) {}

  /// One consistent reading of everything, by whoever is signed on. Throws unauthenticated when who
  /// acts on this thread is not any more.
  void look(const std::function<void(const Screen&)>& body) const;
  template <class F>
  auto see(F&& body) const {
    std::invoke_result_t<F, const Screen&> seen{};
    look([&](const Screen& screen) { seen = body(screen); });
    return seen;
  }
  Crew crew() const;

  /// Runs a command and keeps it as operation; durable on return. `text` is for people: what was
  /// done and where. Throws what the rules throw.
  store::Store::Result give(const common::rules::Actor& actor,
                            const truckroll::wire::Command& command, std::string text,
                            const std::vector<truckroll::wire::Blob>& blobs = {});
  template <class T>
  store::Store::Result give_action(const Crew& crew, std::string_view record,
                                   std::string_view action, const google::protobuf::Message& input,
                                   std::string text,
                                   const std::vector<truckroll::wire::Blob>& blobs = {}) {
    auto& type = catalogue_.of<T>();
    return give(crew.actor, common::rules::make_action(type, record, action, &input),
                std::move(text), blobs);
  }

  /// Who acts, of those who are signed on; id.
  std::string active() const;
  void set_active(std::string technician);

  std::optional<Proposal> proposal() const;
  void set_proposal(std::optional<Proposal> proposal);

  store::Store& store() const { return store_; }
  const common::schema::Catalogue& catalogue() const { return catalogue_; }
  const common::Clock& clock() const { return clock_; }
  const Identity& identity() const { return identity_; }

 private:
  store::Store& store_;
  const common::schema::Catalogue& catalogue_;
  const common::Clock& clock_;
  const Identity identity_;
  mutable std::mutex mutex_;
  std::optional<Proposal> proposal_;
  std::string active_;
};

}  // namespace edge::day
