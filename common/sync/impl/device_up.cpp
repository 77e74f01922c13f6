// What the van sends: its operations and the pieces of its files.
#include <algorithm>

#include "common/sync/device_machine.hpp"
#include "common/sync/impl/publish.hpp"

namespace common::sync {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t chunks_in_flight = 4;
constexpr milliseconds settle_after{250};

}  // namespace

Effects DeviceMachine::operation_added(Moment now) {
  Effects effects;
  log_ = store_.load_state();
  send_operations(now, effects);
  send_chunks(now, effects);
  refresh_status();
  return effects;
}

void DeviceMachine::send_operations(Moment now, Effects& effects) {
  if (!is_welcomed_ || status_.upgrade_needed) return;
  std::size_t flying = 0;
  for (auto& [last, bytes] : in_flight_) flying += bytes;
  while (sent_through_ + 1 < log_.next_sequence && flying < credit_bytes_) {
    auto room = std::min(batch_bytes_max, std::max<std::size_t>(credit_bytes_ - flying, 1));
    auto operations = store_.operations(sent_through_ + 1, batch_operations_max, room);
    if (operations.empty()) break;  // the store lost some; hello says what is left
    wire::OperationBatch batch;
    batch.set_epoch(log_.epoch);
    batch.set_first_sequence(sent_through_ + 1);
    std::size_t bytes = 0;
    for (auto& one : operations) {
      bytes += one.size();
      batch.add_operations(std::move(one));
    }
    sent_through_ += operations.size();
    in_flight_[sent_through_] = bytes;
    flying += bytes;
    publish(effects, topic::operations, batch, form_);
    if (!resend_timer_.due) arm(resend_timer_, now);
    if (!ping_due_) ping_due_ = now.monotonic + options_.ping_after;
  }
  // Without credit nothing flies; asking again is the timer's.
  if (credit_bytes_ == 0 && log_.acked_sequence + 1 < log_.next_sequence && !resend_timer_.due)
    arm(resend_timer_, now);
  if (in_flight_.empty()) ping_due_.reset();
}

void DeviceMachine::send_ping(Moment, Effects& effects) {
  wire::OperationBatch nothing;
  nothing.set_epoch(log_.epoch);
  nothing.set_first_sequence(log_.acked_sequence + 1);
  publish(effects, topic::operations, nothing);
}

void DeviceMachine::ack(const wire::Ack& ack, Moment now, Effects& effects) {
  if (ack.trouble() == wire::Ack::TROUBLE_UPGRADE) {
    status_.upgrade_needed = true;
    in_flight_.clear();
    ping_due_.reset();
    disarm(resend_timer_);
    return;
  }
  if (!is_welcomed_) return;
  auto through = ack.through_sequence();
  bool is_other_log =
      ack.epoch() != log_.epoch || through >= log_.next_sequence || through < log_.acked_sequence;
  if (ack.trouble() == wire::Ack::TROUBLE_WRONG_EPOCH ||
      ack.trouble() == wire::Ack::TROUBLE_CLONED || is_other_log) {
    // A late copy of an old ack looks the same; the answer to hello tells.
    bool is_copy = ack.epoch() == log_.epoch && through < log_.acked_sequence &&
                   ack.trouble() == wire::Ack::TROUBLE_NONE;
    if (!is_copy && !hello_timer_.due) say_hello(now, effects);
    return;
  }
  // What another card of this device had sent is answered to whoever is there now.
  if (ack.has_chain_hash() && through > log_.acked_sequence &&
      store_.find_hash(through) != ack.chain_hash()) {
    if (!hello_timer_.due) say_hello(now, effects);
    return;
  }
  credit_bytes_ = ack.upload_credit_bytes();
  bool is_complete = ack.has_first_sequence() && ack.first_sequence() <= log_.acked_sequence + 1;
  if (is_complete && through > log_.acked_sequence) {
    std::vector<wire::OperationResult> results;
    for (auto& result : ack.results())
      if (result.sequence() > log_.acked_sequence && result.sequence() <= through)
        results.push_back(result);
    for (auto& result : results)
      if (result.outcome() == wire::OperationResult::OUTCOME_REJECTED) ++status_.refused;
    store_.acknowledge(through, results);
    log_ = store_.load_state();
    in_flight_.erase(in_flight_.begin(), in_flight_.upper_bound(through));
    sent_through_ = std::max(sent_through_, through);
    last_gap_.reset();
    disarm(resend_timer_);
    if (!in_flight_.empty()) arm(resend_timer_, now);
    settle_wanted_ = true;
    disarm(settle_timer_);
    settle_timer_.due = now.monotonic + settle_after;
  }
  if (ack.trouble() == wire::Ack::TROUBLE_GAP && last_gap_ != through) {
    last_gap_ = through;  // each batch behind the gap is answered so; going back once is enough
    in_flight_.clear();
    sent_through_ = log_.acked_sequence;
  }
  if (ack.trouble() == wire::Ack::TROUBLE_BUSY) {
    in_flight_.clear();
    sent_through_ = log_.acked_sequence;
    credit_bytes_ = 0;
  }
  send_operations(now, effects);
  send_chunks(now, effects);
}

void DeviceMachine::send_chunks(Moment now, Effects& effects) {
  if (!is_welcomed_ || status_.upgrade_needed) return;
  if (!blob_) {
    blob_ = store_.next_blob();
    if (!blob_) return;
    blob_sent_ = blob_->have_bytes;
  }
  // Large ones wait until the operations are through: somebody may be waiting for those.
  if (blob_->size > small_blob_bytes_max && !in_flight_.empty()) return;
  auto window_end = blob_->have_bytes + chunks_in_flight * chunk_bytes_max;
  bool is_first = blob_sent_ == 0;
  while (is_first || (blob_sent_ < blob_->size && blob_sent_ < window_end)) {
    is_first = false;
    wire::BlobChunk chunk;
    chunk.set_sha256(blob_->sha256);
    chunk.set_offset(blob_sent_);
    chunk.set_total(blob_->size);
    chunk.set_mime(blob_->mime);
    auto data = store_.read_blob(blob_->sha256, blob_sent_, chunk_bytes_max);
    if (data.empty() && blob_->size > 0) return;  // its file is gone; the store reports that
    blob_sent_ += data.size();
    chunk.set_data(std::move(data));
    publish(effects, topic::blob, chunk);
    if (!blob_timer_.due) arm(blob_timer_, now);
    if (blob_->size == 0) break;
  }
}

void DeviceMachine::blob_state(const wire::BlobState& state, Moment now, Effects& effects) {
  if (!is_welcomed_) return;
  if (!blob_ || state.sha256() != blob_->sha256) {
    // A late copy about another one; `durable` alone is worth keeping.
    if (state.durable()) store_.note_blob(state);
    return;
  }
  if (state.durable() || state.have_bytes() != blob_->have_bytes) store_.note_blob(state);
  if (state.durable()) {
    blob_.reset();
    disarm(blob_timer_);
  } else if (state.have_bytes() > blob_->have_bytes) {
    blob_->have_bytes = state.have_bytes();
    blob_sent_ = std::max(blob_sent_, state.have_bytes());
    blob_timer_.attempt = 0;
    arm(blob_timer_, now);
  } else {
    // Less than we thought, or nothing new: the timer goes back to there.
    blob_->have_bytes = state.have_bytes();
    return;
  }
  send_chunks(now, effects);
}

}  // namespace common::sync
