#include "common/sync/hub_machine.hpp"

#include <algorithm>
#include <map>

#include "common/error/error.hpp"
#include "common/sync/impl/publish.hpp"

namespace common::sync {
namespace {

/// A message could not be read, or says what no device says.
struct Malformed {
  std::string text;
};

template <class T>
T parse(std::string_view bytes) {
  T message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    throw Malformed{"a " + T::descriptor()->name() + " that cannot be read"};
  return message;
}

wire::Cursor make_cursor(const ScopeHead& head) {
  wire::Cursor cursor;
  cursor.set_scope(head.scope);
  cursor.set_generation(head.generation);
  cursor.set_position(head.head);
  return cursor;
}

bool is_plain(const wire::OperationResult& result) {
  return result.outcome() == wire::OperationResult::OUTCOME_APPLIED;
}

/// Applies what of the batch is next in line; inside the store's transaction.
class BatchRun {
 public:
  BatchRun(HubTransaction& transaction, const wire::OperationBatch& batch)
      : transaction_(transaction), batch_(batch) {}

  wire::Ack run(Effects& effects) {
    session_ = transaction_.lock_session();
    if (session_.revoked) {
      effects.end_session = true;
      return {};
    }
    if (batch_.epoch() != session_.epoch) return finish(wire::Ack::TROUBLE_WRONG_EPOCH);
    // The last that is applied already is there to be compared: another one in its place shows a
    // cloned card.
    auto sequence = batch_.first_sequence();
    if (batch_.operations_size() > 0 && sequence > session_.applied_sequence + 1)
      return finish(wire::Ack::TROUBLE_GAP);
    auto before = session_.applied_sequence;
    bool is_cloned = false;
    for (auto& encoded : batch_.operations()) {
      if (sequence == session_.applied_sequence + 1) {
        if (!follows(encoded)) {
          is_cloned = true;
          break;
        }
        apply(sequence, encoded);
      } else if (sequence == session_.applied_sequence && sequence == before &&
                 !session_.chain_hash.empty() && operation_hash(encoded) != session_.chain_hash) {
        is_cloned = true;
        break;
      } else {
        repeat_result(sequence, encoded);
      }
      ++sequence;
    }
    if (is_cloned) {
      session_.epoch = transaction_.raise_epoch();
      session_.applied_sequence = 0;
      effects.alarms.push_back(
          {"cloned",
           "operations came that do not follow those known: the card was cloned or restored"});
      transaction_.keep_alarm(effects.alarms.back());
      return finish(wire::Ack::TROUBLE_CLONED);
    }
    if (session_.applied_sequence != before)
      transaction_.save_progress(session_.applied_sequence, session_.chain_hash);
    return finish(wire::Ack::TROUBLE_NONE);
  }

 private:
  bool follows(const std::string& encoded) {
    is_readable_ = operation_.ParseFromString(encoded) &&
                   operation_.sequence() == session_.applied_sequence + 1 &&
                   !operation_.id().empty();
    // Unreadable bytes cannot be placed in the chain; they are rejected and the log goes on.
    return !is_readable_ || session_.chain_hash.empty() ||
           operation_.previous_hash() == session_.chain_hash;
  }

  void apply(std::uint64_t sequence, const std::string& encoded) {
    auto known = is_readable_ ? transaction_.find_result(operation_.id()) : std::nullopt;
    auto result = known ? *known
                  : is_readable_
                      ? transaction_.apply(operation_, encoded)
                      : transaction_.reject(sequence, encoded, "this operation cannot be read");
    result.set_sequence(sequence);
    if (!is_plain(result)) results_.push_back(std::move(result));
    session_.applied_sequence = sequence;
    session_.chain_hash = operation_hash(encoded);
  }

  /// The ack that told the outcome may have been lost.
  void repeat_result(std::uint64_t sequence, const std::string& encoded) {
    if (!operation_.ParseFromString(encoded)) return;
    auto known = transaction_.find_result(operation_.id());
    if (!known || is_plain(*known)) return;
    known->set_sequence(sequence);
    results_.push_back(std::move(*known));
  }

  wire::Ack finish(wire::Ack::Trouble trouble) {
    wire::Ack ack;
    ack.set_epoch(session_.epoch);
    ack.set_through_sequence(session_.applied_sequence);
    if (trouble == wire::Ack::TROUBLE_NONE) {
      // No further than the batch: of what came behind it the results are not in this answer.
      auto last =
          batch_.first_sequence() + static_cast<std::uint64_t>(batch_.operations_size()) - 1;
      ack.set_first_sequence(batch_.first_sequence());
      ack.set_through_sequence(std::min(session_.applied_sequence, last));
      if (ack.through_sequence() >= batch_.first_sequence())
        ack.set_chain_hash(operation_hash(
            batch_.operations(static_cast<int>(ack.through_sequence() - batch_.first_sequence()))));
    }
    ack.set_trouble(trouble);
    for (auto& result : results_) *ack.add_results() = result;
    return ack;
  }

  HubTransaction& transaction_;
  const wire::OperationBatch& batch_;
  DeviceSession session_;
  wire::Operation operation_;
  bool is_readable_ = false;
  std::vector<wire::OperationResult> results_;
};

}  // namespace

HubMachine::HubMachine(HubStore& store, Options options)
    : store_(store), options_(std::move(options)) {}

Effects HubMachine::message(std::string_view topic, std::string_view sent, Moment now) {
  Effects effects;
  try {
    auto bytes = unpack(sent);
    if (!bytes)
      throw Malformed{"a message that cannot be unpacked on " + std::string(topic.substr(0, 80))};
    if (topic == topic::hello)
      hello(parse<wire::Hello>(*bytes), now, effects);
    else if (topic == topic::operations)
      operations(parse<wire::OperationBatch>(*bytes), effects);
    else if (topic == topic::pull)
      pull(parse<wire::Pull>(*bytes), effects);
    else if (topic == topic::blob)
      blob(parse<wire::BlobChunk>(*bytes), effects);
    else if (topic != topic::state && topic != topic::telemetry)
      throw Malformed{"a message on " + std::string(topic.substr(0, 80))};
  } catch (const Malformed& malformed) {
    effects.alarms.push_back({"malformed", malformed.text});
    return effects;
  }
  store_.record_contact(now.wall);
  return effects;
}

void HubMachine::hello(const wire::Hello& hello, Moment now, Effects& effects) {
  form_ = hello.unpacks() ? Form::packed : Form::plain;
  auto session = store_.load_session();
  if (session.revoked && session.order != wire::Welcome::ORDER_WIPE) {
    effects.end_session = true;
    return;
  }
  if (hello.protocol() < options_.protocol_min) {
    wire::Ack ack;
    ack.set_epoch(session.epoch);
    ack.set_through_sequence(session.applied_sequence);
    ack.set_trouble(wire::Ack::TROUBLE_UPGRADE);
    publish(effects, topic::ack, ack);
  }
  bool has_hole =
      hello.epoch() == session.epoch && hello.oldest_sequence() > session.applied_sequence + 1;
  if (has_hole) {
    // What is missing is nowhere any more; what the device still has must not wait for it.
    Alarm hole{"hole", "operations before " + std::to_string(hello.oldest_sequence()) +
                           " are lost: neither the hub nor the device has them"};
    store_.write([&](HubTransaction& transaction) {
      session = transaction.lock_session();
      if (hello.oldest_sequence() <= session.applied_sequence + 1) return;
      transaction.save_progress(hello.oldest_sequence() - 1, {});
      session.applied_sequence = hello.oldest_sequence() - 1;
      session.chain_hash.clear();
      transaction.keep_alarm(hole);
    });
    effects.alarms.push_back(hole);
  }
  // An empty device was enrolled again, which somebody did; one that has less than it had was not.
  if (hello.epoch() == session.epoch && hello.next_sequence() > 1 &&
      hello.next_sequence() <= session.applied_sequence) {
    Alarm behind{"cloned",
                 "the device has fewer operations than were applied of it: its card was cloned or "
                 "restored"};
    store_.write([&](HubTransaction& transaction) {
      transaction.lock_session();
      transaction.keep_alarm(behind);
    });
    effects.alarms.push_back(behind);
  }
  wire::Welcome welcome;
  welcome.set_incarnation(store_.incarnation());
  welcome.set_epoch(session.epoch);
  welcome.set_applied_sequence(session.applied_sequence);
  welcome.set_chain_hash(session.chain_hash);
  for (auto& head : store_.heads()) *welcome.add_heads() = make_cursor(head);
  welcome.set_upload_credit_bytes(credit());
  welcome.set_schema(options_.schema);
  auto micros = to_micros(now.wall);
  welcome.mutable_now()->set_seconds(micros / 1'000'000);
  welcome.mutable_now()->set_nanos(static_cast<std::int32_t>(micros % 1'000'000) * 1000);
  welcome.set_order(session.order);
  if (session.order == wire::Welcome::ORDER_NONE && hello.epoch() == session.epoch &&
      hello.next_sequence() > session.applied_sequence + 1) {
    welcome.set_order(wire::Welcome::ORDER_RESEND);
    welcome.set_resend_from(session.applied_sequence + 1);
  }
  welcome.set_company(store_.company());
  welcome.set_unpacks(true);
  publish(effects, topic::welcome, welcome);
  store_.record_hello(hello, now.wall);
}

void HubMachine::operations(const wire::OperationBatch& batch, Effects& effects) {
  std::size_t bytes = 0;
  for (auto& one : batch.operations()) bytes += one.size();
  // One operation alone may exceed the bytes: it cannot be split.
  if (static_cast<std::size_t>(batch.operations_size()) > batch_operations_max ||
      (bytes > batch_bytes_max && batch.operations_size() > 1))
    throw Malformed{"a batch of operations beyond its bounds"};
  wire::Ack ack;
  Effects outcome;
  if (is_busy_ && batch.operations_size() > 0) {
    auto session = store_.load_session();
    ack.set_epoch(session.epoch);
    ack.set_through_sequence(session.applied_sequence);
    ack.set_trouble(wire::Ack::TROUBLE_BUSY);
  } else if (batch.operations_size() == 0) {
    auto session = store_.load_session();  // a ping: answered without a transaction
    outcome.end_session = session.revoked;
    ack.set_epoch(session.epoch);
    ack.set_through_sequence(session.applied_sequence);
    ack.set_trouble(batch.epoch() == session.epoch ? wire::Ack::TROUBLE_NONE
                                                   : wire::Ack::TROUBLE_WRONG_EPOCH);
  } else {
    store_.write([&](HubTransaction& transaction) {
      outcome = {};  // the body may run twice
      ack = BatchRun(transaction, batch).run(outcome);
    });
  }
  // Only now that it is durable may anything be said.
  for (auto& alarm : outcome.alarms) effects.alarms.push_back(std::move(alarm));
  if (outcome.end_session) {
    effects.end_session = true;
    return;
  }
  ack.set_upload_credit_bytes(credit());
  publish(effects, topic::ack, ack);
}

/// What of a feed is to be sent: after which position, and whether the device takes it as the whole
/// scope anew.
struct HubMachine::Stretch {
  wire::Cursor asked;
  std::uint64_t from = 0;
  bool is_snapshot = false;
};

/// `asked`: the device's cursor; null where it has none for this scope. A cursor of another
/// generation, beyond the head or before the floor begins a snapshot.
HubMachine::Stretch HubMachine::stretch_of(const ScopeHead& head, const wire::Cursor* asked) {
  Stretch stretch;
  auto& cursor = stretch.asked;
  cursor.set_scope(head.scope);
  cursor.set_generation(head.generation);
  if (asked) cursor = *asked;
  bool begins = cursor.generation() != head.generation || cursor.position() > head.head ||
                (cursor.position() > 0 && cursor.position() < head.floor);
  stretch.from = begins ? 0 : cursor.position();
  stretch.is_snapshot = begins || cursor.snapshot();
  return stretch;
}

/// The page's records move into the batch.
wire::ChangeBatch HubMachine::batch_of(const ScopeHead& head, const Stretch& stretch,
                                       std::uint64_t from, FeedPage& page) {
  bool is_up_to_date = page.to == page.head;
  wire::ChangeBatch batch;
  batch.set_scope(head.scope);
  batch.set_generation(page.generation);
  batch.set_from(from);
  batch.set_to(page.to);
  for (auto& record : page.records) *batch.add_records() = std::move(record);
  batch.set_applied_sequence(page.applied_sequence);
  if (is_up_to_date) batch.set_scope_hash(page.scope_hash);
  if (!stretch.is_snapshot) return batch;
  batch.set_snapshot(true);
  batch.set_last(is_up_to_date);
  *batch.mutable_answers() = stretch.asked;
  return batch;
}

void HubMachine::pull(const wire::Pull& pull, Effects& effects) {
  if (store_.load_session().revoked) {
    effects.end_session = true;
    return;
  }
  // Read before the feeds: what they say then can only be newer.
  auto included = store_.included_sequence();
  auto heads = store_.heads();
  std::map<std::string, const wire::Cursor*> asked;
  for (auto& cursor : pull.cursors()) asked[cursor.scope()] = &cursor;
  std::size_t left = std::min(pull.credit_bytes(), options_.pull_bytes_max);
  wire::ChangeBatch last;
  last.set_applied_sequence(included);
  for (auto& head : heads) {
    auto found = asked.find(head.scope);
    auto stretch = stretch_of(head, found == asked.end() ? nullptr : found->second);
    *last.add_heads() = send_feed(head, stretch, pull.whole(), left, effects);
  }
  publish(effects, topic::change, last);
}

wire::Cursor HubMachine::send_feed(const ScopeHead& head, const Stretch& stretch, bool whole,
                                   std::size_t& left, Effects& effects) {
  auto end = make_cursor(head);
  auto position = stretch.from;
  while (left > 0) {
    auto page = store_.read_feed(head.scope, position, std::min(left, change_bytes_max),
                                 !whole && !stretch.is_snapshot);
    bool is_up_to_date = page.to == page.head;
    // An empty page is worth sending only where it ends a snapshot.
    if (page.to == position && !(stretch.is_snapshot && is_up_to_date)) {
      end.set_position(page.to);
      break;
    }
    auto batch = batch_of(head, stretch, position, page);
    auto bytes = batch.ByteSizeLong();
    publish(effects, topic::change, batch, form_);
    left -= std::min(left, bytes);
    position = page.to;
    end.set_position(page.head);
    if (is_up_to_date || page.generation != head.generation) break;
  }
  return end;
}

void HubMachine::blob(const wire::BlobChunk& chunk, Effects& effects) {
  bool is_name = chunk.sha256().size() == 64 &&
                 chunk.sha256().find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!is_name || chunk.data().size() > chunk_bytes_max || chunk.total() > blob_bytes_max ||
      chunk.offset() > chunk.total() || chunk.data().size() > chunk.total() - chunk.offset())
    throw Malformed{"a chunk of a blob beyond its bounds"};
  if (store_.load_session().revoked) {
    effects.end_session = true;
    return;
  }
  auto progress = store_.find_blob(chunk.sha256());
  // The first chunk of an empty blob has no data, and makes it.
  bool is_next = !progress.durable && progress.have_bytes == chunk.offset() &&
                 (!chunk.data().empty() || chunk.total() == 0);
  if (is_next) progress = store_.store_chunk(chunk);
  if (progress.refused)
    effects.alarms.push_back(
        {"blob", "bytes came that do not have the hash they were announced with"});
  wire::BlobState state;
  state.set_sha256(chunk.sha256());
  state.set_have_bytes(progress.have_bytes);
  state.set_durable(progress.durable);
  publish(effects, topic::blob_state, state);
}

Effects HubMachine::feeds_advanced(Moment) {
  Effects effects;
  wire::Desired desired;
  for (auto& head : store_.heads()) *desired.add_heads() = make_cursor(head);
  auto bytes = desired.SerializeAsString();
  if (bytes == last_nudge_) return effects;
  last_nudge_ = bytes;
  publish(effects, topic::desired, desired, true);
  return effects;
}

Effects HubMachine::send_command(const wire::DeviceCommand& command) {
  Effects effects;
  publish(effects, topic::command, command);
  effects.publish.back().expiry = std::chrono::minutes(5);
  return effects;
}

}  // namespace common::sync
