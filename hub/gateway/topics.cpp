#include "hub/gateway/topics.hpp"

#include <fmt/format.h>

#include "common/certificates/certificates.hpp"
#include "common/sync/wire.hpp"
#include "common/text/text.hpp"

namespace hub::gateway {
namespace {

namespace topic = common::sync::topic;
constexpr std::string_view uplinks[] = {topic::hello, topic::operations, topic::pull,
                                        topic::blob,  topic::state,      topic::telemetry};

bool is_shard(const std::string& text) {
  return text.size() == 2 && text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9';
}

}  // namespace

std::optional<Topic> parse_topic(std::string_view text) {
  if (text.size() > 300) return std::nullopt;
  auto parts = common::text::split(text, '/');
  if (parts.size() != 7 || parts[0] != "truckroll" || parts[1] != "1" || !is_shard(parts[3]))
    return std::nullopt;
  if (!common::certificates::is_common_name(parts[2]) ||
      !common::certificates::is_common_name(parts[4]))
    return std::nullopt;
  auto suffix = parts[5] + "/" + parts[6];
  for (auto known : uplinks)
    if (suffix == known) return Topic{parts[2], parts[4], suffix, std::stoi(parts[3])};
  return std::nullopt;
}

std::string make_topic(const Topic& address, std::string_view suffix) {
  return fmt::format("truckroll/1/{}/{:02}/{}/{}", address.tenant, address.shard, address.device,
                     suffix);
}

std::size_t payload_bytes_max(std::string_view suffix) {
  if (suffix == topic::state || suffix == topic::telemetry) return 1024;
  if (suffix == topic::hello || suffix == topic::pull) return 32 * 1024;
  if (suffix == topic::blob) return common::sync::chunk_bytes_max + 1024;
  return 256 * 1024;  // one operation alone may exceed a batch's bytes
}

}  // namespace hub::gateway
