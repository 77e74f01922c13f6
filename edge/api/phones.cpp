#include "edge/api/phones.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"
#include "common/text/json_text.hpp"

namespace edge::api {
namespace {

using common::Error;
using common::ErrorCode;
using nlohmann::json;

constexpr const char* note = "phones";
constexpr std::size_t code_length = 8, name_length_max = 60;
constexpr std::chrono::minutes seen_kept_every{10};
/// Nothing that is taken for something else when it is read aloud or typed.
constexpr std::string_view letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

std::string random_code() {
  std::string code;
  while (code.size() < code_length)
    for (unsigned char byte : common::random_bytes(code_length))
      // The last few values would make some letters likelier than others.
      if (byte < 256 / letters.size() * letters.size() && code.size() < code_length)
        code += letters[byte % letters.size()];
  return code;
}

std::string tidy(const std::string& typed) {
  std::string code;
  for (unsigned char c : typed)
    if (std::isalnum(c)) code += static_cast<char>(std::toupper(c));
  return code;
}

std::string checked_name(const std::string& typed) {
  auto begin = typed.find_first_not_of(' '), end = typed.find_last_not_of(' ');
  auto name = begin == typed.npos ? std::string() : typed.substr(begin, end - begin + 1);
  bool is_plain =
      std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  if (name.empty() || name.size() > name_length_max || !is_plain)
    common::refuse("name", "give this phone a name of at most 60 letters");
  return name;
}

}  // namespace

Phones::Phones(store::Store& store, const common::Clock& clock) : store_(store), clock_(clock) {
  read();
}

Phones::Code Phones::make_code() {
  std::lock_guard lock(mutex_);
  if (phones_.size() >= phones_max)
    throw Error(ErrorCode::conflict, "eight phones are paired; remove one first");
  offer_ = Offer{random_code(), clock_.monotonic() + code_lifetime};
  return {offer_->code, clock_.now() + code_lifetime};
}

Phones::Paired Phones::pair(const std::string& code, const std::string& name) {
  auto called = checked_name(name);
  std::lock_guard lock(mutex_);
  if (offer_ && clock_.monotonic() >= offer_->ends_at) offer_.reset();
  bool fits = offer_ && common::equal_secret(tidy(code), offer_->code);
  if (offer_ && !fits && ++offer_->wrong >= tries_max) offer_.reset();
  if (!fits)
    common::refuse("code", "this code does not hold; have a new one shown on the van's screen");
  if (phones_.size() >= phones_max)
    throw Error(ErrorCode::conflict, "eight phones are paired; remove one first");
  auto now = clock_.now();
  Paired paired{{common::make_id(now), called, now, now}, common::random_token()};
  phones_.push_back({paired.phone, common::sha256_hex(paired.secret), now});
  try {
    keep();
  } catch (...) {
    phones_.pop_back();
    throw;
  }
  offer_.reset();
  common::log::info("edge/api", "a phone was paired", {{"phone", paired.phone.id}});
  return paired;
}

std::optional<Phone> Phones::find(const std::string& secret) const {
  if (secret.empty()) return std::nullopt;
  auto hash = common::sha256_hex(secret);
  std::lock_guard lock(mutex_);
  for (auto& one : phones_)
    if (common::equal_secret(one.hash, hash)) return one.phone;
  return std::nullopt;
}

bool Phones::is_paired(const std::string& id) const {
  std::lock_guard lock(mutex_);
  return std::any_of(phones_.begin(), phones_.end(), [&](auto& one) { return one.phone.id == id; });
}

std::vector<Phone> Phones::list() const {
  std::lock_guard lock(mutex_);
  std::vector<Phone> all;
  for (auto& one : phones_) all.push_back(one.phone);
  return all;
}

void Phones::note_seen(const std::string& id) {
  std::lock_guard lock(mutex_);
  auto found =
      std::find_if(phones_.begin(), phones_.end(), [&](auto& one) { return one.phone.id == id; });
  if (found == phones_.end()) return;
  auto now = clock_.now();
  found->phone.seen_at = now;
  if (std::chrono::abs(now - found->kept_seen_at) < seen_kept_every) return;
  found->kept_seen_at = now;
  try {
    keep();
  } catch (const Error& error) {
    // A full disk must not lock the crew out.
    common::log::warning("edge/api", "when a phone was seen could not be kept",
                         {{"error", error.what()}});
  }
}

void Phones::remove(const std::string& id) {
  std::lock_guard lock(mutex_);
  auto found =
      std::find_if(phones_.begin(), phones_.end(), [&](auto& one) { return one.phone.id == id; });
  if (found == phones_.end())
    throw Error(ErrorCode::not_found, "this phone is not paired with the van");
  phones_.erase(found);
  keep();
  common::log::info("edge/api", "a phone was removed", {{"phone", id}});
}

void Phones::read() {
  auto text = store_.find_note(note);
  if (text.empty()) return;
  for (auto& one : common::read_json(text)) {
    auto at = [&](const char* name) {
      return common::from_micros(one.at(name).get<std::int64_t>());
    };
    phones_.push_back({{one.at("id"), one.at("name"), at("paired_at"), at("seen_at")},
                       one.at("hash"),
                       at("seen_at")});
  }
}

void Phones::keep() {
  json all = json::array();
  for (auto& one : phones_)
    all.push_back({{"id", one.phone.id},
                   {"name", one.phone.name},
                   {"paired_at", common::to_micros(one.phone.paired_at)},
                   {"seen_at", common::to_micros(one.phone.seen_at)},
                   {"hash", one.hash}});
  store_.keep_note(note, common::json_text(all));
}

}  // namespace edge::api
