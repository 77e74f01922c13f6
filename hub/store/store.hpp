#pragma once
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "common/clock/clock.hpp"
#include "hub/store/copies.hpp"
#include "hub/store/schemas.hpp"

namespace hub::store {

/// The company's database behind one face. Any number of threads call it; each call blocks its
/// thread until done, so it belongs on a worker pool, never on a network thread.
class Store {
 public:
  struct Options {
    std::string url;  ///< see open_connection
    std::size_t readers = 4;
    std::size_t writers = 2;            ///< PostgreSQL only; SQLite has one
    std::vector<std::string> copies{};  ///< read copies of it, PostgreSQL only; `readers` on each
  };
  /// Opens, migrates, and starts writers (and on PostgreSQL the sealer).
  Store(Options options, const Catalogue& catalogue, const RuleBook& book,
        const common::Clock& clock);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// What is compiled. A company's own types and fields are in its schema only.
  const Catalogue& catalogue() const;
  const Tables& tables() const;
  /// The company's record types as they are now; of no company: what is compiled.
  std::shared_ptr<const Schema> schema(const std::string& tenant);
  /// For a reader of the log that has met a change of the schema: another hub's is known late else.
  void forget_schema(const std::string& tenant);
  const RuleBook& book() const;
  const common::Clock& clock() const;

  /// Runs `body` in a writing transaction and returns when it is durable; with many callers at once
  /// their bodies share one commit, each in a savepoint of its own. What `body` throws is thrown
  /// here and nothing of it is kept. `body` may run twice: it takes time and ids from the
  /// transaction and does no I/O.
  void write(const Command& command, const std::function<void(Transaction&)>& body);
  /// As above, with the body's result.
  template <class F>
  auto write_result(const Command& command, F&& body) {
    std::invoke_result_t<F, Transaction&> result{};
    write(command, [&](Transaction& transaction) { result = body(transaction); });
    return result;
  }

  /// Runs `body` on a reader's connection, in one snapshot that holds all that was committed before
  /// the call. Within with_copies it may be that of a read copy.
  void read(const std::function<void(Connection&)>& body);
  template <class F>
  auto read_result(F&& body) {
    std::invoke_result_t<F, Connection&> result{};
    read([&](Connection& connection) { result = body(connection); });
    return result;
  }

  /// A command of the system itself: rules, jobs, readers.
  Command system_command(const std::string& tenant, const std::string& cause) const;
  /// A command of a person, now.
  Command command(const Actor& actor) const;

  /// Whether readers of the log work here: not while a hub of a newer release does, see Releases.
  bool reads_log();

  /// The read copies, in the order of the options.
  std::vector<CopyState> copies() const;

  /// Called on a thread of the store after changes were sealed. Must only hand over (post, notify).
  /// Set before use.
  void on_sealed(std::function<void()> wake);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hub::store
