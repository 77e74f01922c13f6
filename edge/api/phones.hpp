#pragma once
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "edge/store/store.hpp"

namespace edge::api {

/// A phone of the crew that may use this van.
struct Phone {
  std::string id;
  std::string name;  ///< as its user calls it
  common::Instant paired_at, seen_at;
};

/// The crew's phones: each is let in once by a code that the van's own screen shows, and known from
/// then on by a secret that it keeps as a cookie; the store has that secret's hash. Any thread.
class Phones {
 public:
  static constexpr std::size_t phones_max = 8;
  static constexpr std::chrono::minutes code_lifetime{10};
  static constexpr int tries_max = 5;

  Phones(store::Store& store, const common::Clock& clock);

  struct Code {
    std::string code;  ///< eight letters and digits
    common::Instant until;
  };
  /// The next code; the one of before holds no more. Throws conflict when there are phones enough.
  Code make_code();
  struct Paired {
    Phone phone;
    std::string secret;  ///< for the phone alone
  };
  /// Lets a phone in; the code is used up. Throws bad_input for a code that does not hold (after
  /// five wrong ones none does) and for a name that is none.
  Paired pair(const std::string& code, const std::string& name);

  /// Whose secret that is.
  std::optional<Phone> find(const std::string& secret) const;
  bool is_paired(const std::string& id) const;
  std::vector<Phone> list() const;  ///< in the order in which they were paired
  /// It was heard; kept to about ten minutes.
  void note_seen(const std::string& id);
  /// Throws not_found.
  void remove(const std::string& id);

 private:
  struct Kept {
    Phone phone;
    std::string hash;
    common::Instant kept_seen_at;
  };
  struct Offer {
    std::string code;
    std::chrono::milliseconds ends_at;  // since boot
    int wrong = 0;
  };
  void read();
  void keep();

  store::Store& store_;
  const common::Clock& clock_;
  mutable std::mutex mutex_;  // guards all below
  std::vector<Kept> phones_;
  std::optional<Offer> offer_;
};

}  // namespace edge::api
