#include "hub/broker/refusals.hpp"

namespace hub::broker {
namespace {

constexpr std::size_t topic_bytes_max = 200;

const char* verb(Attempt attempt) {
  if (attempt == Attempt::sign_in) return "sign in";
  return attempt == Attempt::publish ? "publish" : "subscribe";
}

/// Names and topics come from strangers: nothing in them may end the line or the text.
std::string printable(const std::string& text) {
  std::string safe;
  for (unsigned char c : text.substr(0, topic_bytes_max))
    safe += c < 0x20 || c >= 0x7f || c == '"' || c == '\\' ? '?' : static_cast<char>(c);
  return safe;
}

}  // namespace

std::string Refusal::text() const {
  std::string line =
      "refused: " + printable(name) + " at " + printable(address) + " tried to " + verb(attempt);
  if (attempt != Attempt::sign_in)
    line += (attempt == Attempt::publish ? " on \"" : " to \"") + printable(topic) + "\"";
  if (count > 1) line += ", and the like " + std::to_string(count) + " times in this minute";
  return line;
}

std::string Refusal::json() const {
  return "{\"name\":\"" + printable(name) + "\",\"address\":\"" + printable(address) +
         "\",\"attempt\":\"" + verb(attempt) + "\",\"topic\":\"" + printable(topic) +
         "\",\"count\":" + std::to_string(count) + "}";
}

std::vector<Refusal> Refusals::add(Refusal refusal, std::chrono::seconds now) {
  if (clients_.size() >= clients_max && !clients_.count(refusal.name)) refusal.name = "others";
  auto& client = clients_[refusal.name];
  if (client.told == 0) client.since = now;
  if (client.told < single_max) {
    ++client.told;
    return {std::move(refusal)};
  }
  auto before = client.sum.name.empty() ? 0 : client.sum.count;
  client.sum = std::move(refusal);
  client.sum.count = before + 1;
  return {};
}

std::vector<Refusal> Refusals::finish(std::chrono::seconds now) {
  std::vector<Refusal> sums;
  for (auto at = clients_.begin(); at != clients_.end();) {
    if (now - at->second.since < window) {
      ++at;
      continue;
    }
    if (!at->second.sum.name.empty()) sums.push_back(std::move(at->second.sum));
    at = clients_.erase(at);
  }
  return sums;
}

}  // namespace hub::broker
