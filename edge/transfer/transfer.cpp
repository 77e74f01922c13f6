#include "edge/transfer/transfer.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "common/certificates/proof.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"

namespace edge::transfer {

namespace http = common::http;
using common::sync::BlobToSend;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t piece_min = 32 * 1024, piece_max = 1 << 20;
constexpr std::chrono::seconds looks_every{30}, pause_min{2}, pause_max{300};
constexpr milliseconds deadline{60'000};
/// So often in a row, and large files go over the broker: slower, but they arrive.
constexpr int failures_max = 3;
constexpr std::size_t asked_max = 20, refused_max = 1000;
/// The record that names a file may come after the wish for it.
constexpr std::chrono::minutes refused_for{10};
/// Of head and answer, about.
constexpr std::uint64_t request_overhead = 2'500;

http::ClientOptions client_options(const Transfer::Options& options) {
  http::ClientOptions client;
  auto rest = options.hub.substr(options.hub.find("://") + 3);
  client.tls = options.hub.starts_with("https");
  auto colon = rest.rfind(':');
  bool has_port = colon != std::string::npos && !rest.ends_with(']');
  client.host = has_port ? rest.substr(0, colon) : rest;
  client.port = has_port     ? static_cast<std::uint16_t>(std::stoi(rest.substr(colon + 1)))
                : client.tls ? 443
                             : 80;
  client.ca_file = options.ca_file;
  client.deadline = deadline;
  if (client.tls) client.verify_at = options.now();
  return client;
}

/// Of "bytes 0-9/100"; 0 where it says none.
std::uint64_t total_of(const http::Reply& reply) {
  auto range = reply.headers.find("Content-Range").value_or("");
  auto slash = range.rfind('/');
  std::uint64_t total = 0;
  if (slash != range.npos)
    std::from_chars(range.data() + slash + 1, range.data() + range.size(), total);
  return total;
}

}  // namespace

Transfer::Transfer(Options options, store::Store& store, Usage& usage, const common::Clock& clock)
    : options_(std::move(options)), store_(store), usage_(usage), clock_(clock) {}

Transfer::~Transfer() {
  stop();
}

void Transfer::start() {
  store_.set_large_blobs_apart(true);
  thread_ = std::thread([this] { run(); });
}

void Transfer::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  woken_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Transfer::wake() {
  {
    std::lock_guard lock(mutex_);
    is_awake_ = true;
  }
  woken_.notify_all();
}

void Transfer::release() {
  {
    std::lock_guard lock(mutex_);
    released_month_ = common::format_instant(clock_.now()).substr(0, 7);
  }
  wake();
}

void Transfer::run() {
  auto pause = pause_min;
  while (true) {
    auto done = Step::failed;
    try {
      done = step();
    } catch (const std::exception& error) {
      common::log::warning("edge/transfer", "files are tried again", {{"error", error.what()}});
    }
    failures_ = done == Step::failed ? failures_ + 1 : 0;
    pause = done == Step::failed ? std::min(pause * 2, pause_max) : pause_min;
    store_.set_large_blobs_apart(failures_ < failures_max || is_over_budget());
    std::unique_lock lock(mutex_);
    if (stopping_) return;
    if (done == Step::moved) continue;
    std::chrono::seconds wait = done == Step::failed ? pause : looks_every;
    woken_.wait_for(lock, wait, [this] { return stopping_ || is_awake_; });
    is_awake_ = false;
    if (stopping_) return;
  }
}

Transfer::Status Transfer::status() {
  Status status;
  status.used = usage_.this_month();
  status.budget = options_.budget();
  {
    std::lock_guard lock(mutex_);
    status.is_released = released_month_ == common::format_instant(clock_.now()).substr(0, 7);
  }
  for (auto& blob : store_.large_blobs())
    if (holds_back(blob)) {
      ++status.held_back;
      status.held_back_bytes += blob.size - std::min(blob.size, blob.have_bytes);
    }
  return status;
}

bool Transfer::is_over_budget() {
  if (!options_.is_metered()) return false;
  auto budget = options_.budget();
  if (budget == 0 || usage_.this_month() < budget) return false;
  std::lock_guard lock(mutex_);
  return released_month_ != common::format_instant(clock_.now()).substr(0, 7);
}

bool Transfer::holds_back(const BlobToSend& blob) {
  return store::is_bulky(blob.mime) && is_over_budget();
}

std::optional<BlobToSend> Transfer::next_upload() {
  for (auto& blob : store_.large_blobs())
    if (!holds_back(blob)) return blob;
  return std::nullopt;
}

void Transfer::ask_for(const std::string& sha256) {
  {
    std::lock_guard lock(mutex_);
    refused_.erase(sha256);
    if (std::find(asked_.begin(), asked_.end(), sha256) != asked_.end()) return;
    if (asked_.size() == asked_max) asked_.erase(asked_.begin());
    asked_.push_back(sha256);
  }
  wake();
}

void Transfer::give_up(const std::string& sha256) {
  std::lock_guard lock(mutex_);
  std::erase(asked_, sha256);
}

Transfer::FileStatus Transfer::file(const std::string& sha256) const {
  if (store_.has_blob(sha256)) return {FileStatus::Kind::here};
  std::lock_guard lock(mutex_);
  auto refused = refused_.find(sha256);
  if (refused != refused_.end() && clock_.monotonic() - refused->second < refused_for)
    return {FileStatus::Kind::refused};
  bool is_asked = std::find(asked_.begin(), asked_.end(), sha256) != asked_.end();
  if (!is_asked) return {};
  if (coming_ != sha256) return {FileStatus::Kind::asked};
  return {FileStatus::Kind::asked, coming_bytes_, coming_total_};
}

void Transfer::refuse(const std::string& sha256) {
  std::lock_guard lock(mutex_);
  if (refused_.size() == refused_max) refused_.clear();
  refused_[sha256] = clock_.monotonic();
  std::erase(asked_, sha256);
}

/// What somebody waits for; empty: nobody does.
std::optional<std::string> Transfer::next_fetch() {
  std::lock_guard lock(mutex_);
  std::erase_if(asked_, [&](const std::string& sha256) { return store_.has_blob(sha256); });
  if (asked_.empty()) return std::nullopt;
  return asked_.front();
}

Transfer::Step Transfer::step() {
  if (!options_.is_online()) return Step::idle;
  // What somebody pressed goes first; a piece on its way delays it by seconds at most.
  auto state = store_.load_state();
  if (state.acked_sequence + 1 < state.next_sequence) return Step::idle;
  auto level = store_.storage().level;
  if (auto asked = next_fetch(); asked && level <= store::StorageLevel::warn)
    return fetch_piece(*asked);
  if (auto blob = next_upload()) return send_piece(*blob);
  if (level != store::StorageLevel::ok) return Step::idle;
  for (auto& sha256 : options_.wanted()) {
    bool is_refused = file(sha256).kind == FileStatus::Kind::refused;
    if (!is_refused && !store_.has_blob(sha256)) return fetch_piece(sha256);
  }
  fetched_.reset();
  return Step::idle;
}

http::Reply Transfer::ask(http::Method method, const std::string& target, const http::Headers& more,
                          const std::string& body) {
  if (!client_) client_ = std::make_unique<http::Client>(client_options(options_));
  auto headers = more;
  headers.add("Authorization",
              common::certificates::make_proof(options_.identity(), http::method_name(method),
                                               target, body, options_.now() + offset_));
  auto began = clock_.monotonic();
  auto reply = client_->send(method, target, headers, body);
  if (options_.is_metered()) usage_.add(body.size() + reply.body.size() + request_overhead);
  adapt(clock_.monotonic() - began);
  if (!reply.reached()) client_.reset();  // with the time as it is known then
  if (reply.status == 401) learn_time(reply);
  return reply;
}

/// Pieces of about two seconds, so that a press never waits long behind one.
void Transfer::adapt(milliseconds took) {
  if (took > milliseconds(4'000)) piece_bytes_ = std::max(piece_bytes_ / 2, piece_min);
  if (took < milliseconds(1'000)) piece_bytes_ = std::min(piece_bytes_ * 2, piece_max);
}

void Transfer::learn_time(const http::Reply& reply) try {
  auto said = reply.json();
  if (!said.contains("now")) return;
  offset_ = common::parse_instant(said.at("now").get<std::string>()) - options_.now();
} catch (const std::exception&) {
  // Tried again later, as it is.
}

Transfer::Step Transfer::send_piece(const BlobToSend& blob) {
  std::string data;
  while (data.size() < piece_bytes_ && blob.have_bytes + data.size() < blob.size) {
    auto more = store_.read_blob(blob.sha256, blob.have_bytes + data.size(), piece_bytes_);
    if (more.empty()) break;
    data += more;
  }
  if (data.empty()) return Step::idle;
  auto mime =
      blob.mime.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789/.-") == std::string::npos
          ? blob.mime
          : std::string("application/octet-stream");
  auto target = "/api/vans/files/" + blob.sha256 + "/?offset=" + std::to_string(blob.have_bytes) +
                "&total=" + std::to_string(blob.size) + "&mime=" + mime;
  auto reply = ask(http::Method::put, target, {}, data);
  if (reply.status != 200) return Step::failed;
  auto said = reply.json();
  common::sync::wire::BlobState state;
  state.set_sha256(blob.sha256);
  state.set_have_bytes(said.at("have_bytes").get<std::uint64_t>());
  state.set_durable(said.at("durable").get<bool>());
  bool is_news = state.durable() || state.have_bytes() != blob.have_bytes;
  if (is_news) store_.note_blob(state);
  return is_news ? Step::moved : Step::failed;
}

Transfer::Step Transfer::fetch_piece(const std::string& sha256) {
  if (!fetched_ || fetched_->sha256 != sha256) fetched_ = Fetched{sha256, {}};
  auto from = fetched_->bytes.size();
  http::Headers range;
  range.add("Range",
            "bytes=" + std::to_string(from) + "-" + std::to_string(from + piece_bytes_ - 1));
  auto reply = ask(http::Method::get, "/api/vans/files/" + sha256 + "/", range, {});
  if (reply.status == 404) {
    refuse(sha256);
    return Step::moved;
  }
  if (reply.status != 200 && reply.status != 206) return Step::failed;
  if (reply.status == 200) fetched_->bytes.clear();  // the whole of it
  fetched_->bytes += reply.body;
  auto total = reply.status == 200 ? fetched_->bytes.size() : total_of(reply);
  if (total > common::sync::blob_bytes_max || fetched_->bytes.size() > total) {
    refuse(sha256);
    fetched_.reset();
    return Step::failed;
  }
  {
    std::lock_guard lock(mutex_);
    coming_ = sha256;
    coming_bytes_ = fetched_->bytes.size();
    coming_total_ = total;
  }
  if (fetched_->bytes.size() == total) keep_fetched();
  return Step::moved;
}

void Transfer::keep_fetched() {
  auto fetched = std::move(*fetched_);
  fetched_.reset();
  if (common::sha256_hex(fetched.bytes) != fetched.sha256) {
    refuse(fetched.sha256);
    common::log::warning("edge/transfer", "a file came that does not have its hash",
                         {{"sha256", fetched.sha256}});
    return;
  }
  store_.keep_blob(fetched.bytes, "application/octet-stream");
  if (on_fetched_) on_fetched_();
}

}  // namespace edge::transfer
