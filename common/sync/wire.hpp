#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock/clock.hpp"
#include "proto/wire/sync.pb.h"

/// What van and hub both hold to; the protocol is in docs/sync.md.
namespace common::sync {

namespace wire = truckroll::wire;

inline constexpr std::uint32_t protocol_version = 1;
inline constexpr std::size_t batch_operations_max = 64;
inline constexpr std::size_t batch_bytes_max = 64 * 1024;
inline constexpr std::size_t change_bytes_max = 64 * 1024;
inline constexpr std::size_t chunk_bytes_max = 32 * 1024;
inline constexpr std::size_t small_blob_bytes_max = 64 * 1024;
/// A blob beyond this is refused: it would never end on a mobile link.
inline constexpr std::uint64_t blob_bytes_max = 64ull * 1024 * 1024;

/// Topics behind truckroll/1/<tenant>/<shard>/<device>/.
namespace topic {
inline constexpr std::string_view hello = "up/hello", operations = "up/op", pull = "up/pull",
                                  blob = "up/blob", state = "up/state", telemetry = "up/telemetry",
                                  welcome = "down/welcome", ack = "down/ack",
                                  change = "down/change", blob_state = "down/blob",
                                  desired = "down/desired", command = "down/command";
}  // namespace topic

/// Names of scopes: "company", "branch:<id>", "technician:<id>", "van:<id>", "device:<id>".
std::string scope_name(std::string_view kind, std::string_view id);
/// A record that several scopes hold is shown as the most special one has it, since wider scopes
/// may leave fields out. 0 for technician, van and device, 1 for branch, 2 for company.
int scope_rank(std::string_view scope);

/// Link of the chain: SHA-256 of the operation as encoded, 32 bytes.
std::string operation_hash(std::string_view encoded_operation);
/// A member's part of the scope hash: SHA-256 of "type|id|version".
std::string member_hash(std::string_view type, std::string_view record, std::int64_t version);
/// Adds or takes away (XOR is both). `hash` is 32 bytes, or empty for a scope without members.
void toggle_member(std::string& hash, std::string_view member);

/// The time of an event: monotonic for every deadline, wall only for what people read.
struct Moment {
  std::chrono::milliseconds monotonic{0};
  Instant wall{};
};

struct Publish {
  std::string topic;  ///< suffix
  std::string bytes;
  int qos = 1;
  bool retain = false;
  std::chrono::seconds expiry{0};  ///< 0: none
};

/// What a person must get to know; for log and alarm list.
struct Alarm {
  std::string kind;  ///< "cloned", "hole", "diverged", "behind", "wiped", "malformed", "blob"
  std::string text;
};

/// What a machine wants done. The caller does it in this order; publishing may fail silently.
struct Effects {
  std::vector<Publish> publish;
  std::vector<Alarm> alarms;
  bool reconnect = false;    ///< the link is dead although it looks alive
  bool end_session = false;  ///< hub: this device may not speak (revoked)
  bool wipe = false;         ///< device: erase everything, by order of the hub
};

}  // namespace common::sync
