#include "hub/gateway/applier.hpp"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/log/correlation.hpp"
#include "common/log/log.hpp"
#include "common/text/text.hpp"
#include "hub/gateway/impl/followed.hpp"
#include "hub/gateway/impl/operation_run.hpp"

namespace hub::gateway {
namespace {

using common::Error;
using common::ErrorCode;
using Outcome = wire::OperationResult;

const std::pair<Outcome::Outcome, const char*> outcome_names[] = {
    {Outcome::OUTCOME_APPLIED, "applied"},
    {Outcome::OUTCOME_MERGED, "merged"},
    {Outcome::OUTCOME_CONFLICT, "conflict"},
    {Outcome::OUTCOME_REJECTED, "rejected"}};

std::string name_of(Outcome::Outcome outcome) {
  for (auto& [value, name] : outcome_names)
    if (value == outcome) return name;
  throw Error(ErrorCode::internal, "an operation without outcome");
}

Outcome::Outcome outcome_of(const std::string& name) {
  for (auto& [value, known] : outcome_names)
    if (name == known) return value;
  return Outcome::OUTCOME_REJECTED;
}

constexpr std::size_t reason_max = 1000;

struct Kept {
  std::uint64_t sequence = 0;
  std::string id, command, type, record, bytes;
  common::Instant at;
};

wire::OperationResult keep(store::Transaction& transaction, const Van& van, std::uint32_t epoch,
                           const Kept& kept, const impl::Verdict& verdict,
                           const std::string& language) {
  auto reason = common::text::to_plain(verdict.reason.in(language), reason_max);
  auto clean = [](const std::string& text) { return common::text::to_plain(text, 100); };
  transaction.sql().execute(
      "INSERT INTO device_operation (tenant, device, epoch, sequence, id, command, type, record, "
      "at, applied_at, state, "
      "reason, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, device, "
      "epoch, sequence) DO "
      "NOTHING",
      {van.tenant, van.device, static_cast<std::int64_t>(epoch),
       static_cast<std::int64_t>(kept.sequence), clean(kept.id), clean(kept.command),
       clean(kept.type), clean(kept.record), common::to_micros(kept.at),
       common::to_micros(transaction.now()), name_of(verdict.outcome), reason,
       store::Blob{kept.bytes}});
  wire::OperationResult result;
  result.set_sequence(kept.sequence);
  result.set_outcome(verdict.outcome);
  if (!reason.empty()) result.set_reason(reason);
  return result;
}

}  // namespace

wire::OperationResult OperationApplier::apply(store::Transaction& transaction, const Van& van,
                                              std::uint32_t epoch, const wire::Operation& operation,
                                              const std::string& encoded) const {
  // The same under which the van has it; what is none would not fit into a line of ours.
  common::log::Correlation correlation(common::log::is_correlation(operation.id()) ? operation.id()
                                                                                   : std::string());
  impl::Verdict verdict;
  // A van without network names records that have become part of others meanwhile.
  auto followed = impl::follow_merges(transaction, van.tenant, operation);
  impl::OperationRun run(transaction, store_, access_, van, epoch,
                         followed ? *followed : operation);
  try {
    verdict = run.run();
  } catch (const store::RetryTransaction&) {
    throw;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::storage) throw;
    verdict = {Outcome::OUTCOME_REJECTED, error.sentence()};
  } catch (const std::exception& error) {
    verdict = {Outcome::OUTCOME_REJECTED, std::string(error.what())};
  }
  if (verdict.outcome == Outcome::OUTCOME_REJECTED) {
    try {
      run.keep_rejection(verdict.reason.english());
    } catch (const Error& error) {
      if (error.code() == ErrorCode::storage) throw;
      // The operation itself is kept below with its reason; that the list lacks it must not stop
      // the log.
    }
  }
  Kept kept{operation.sequence(),
            operation.id(),
            operation.command().action(),
            operation.command().type(),
            operation.command().record(),
            encoded,
            transaction.now()};
  common::log::debug("hub/gateway", "an operation of a van was carried out",
                     {{"device", van.device},
                      {"sequence", std::to_string(operation.sequence())},
                      {"action", common::text::to_plain(kept.command, 50)},
                      {"outcome", name_of(verdict.outcome)}});
  if (operation.has_at()) kept.at = common::codec::from_timestamp(operation.at());
  // Most have nothing to tell, and need no look at who reads it.
  auto language = verdict.reason.empty()
                      ? std::string()
                      : language_of(transaction.sql(), van, operation.technician());
  return keep(transaction, van, epoch, kept, verdict, language);
}

wire::OperationResult OperationApplier::reject(store::Transaction& transaction, const Van& van,
                                               std::uint32_t epoch, std::uint64_t sequence,
                                               const std::string& encoded,
                                               const std::string& reason) const {
  return keep(transaction, van, epoch, {sequence, "", "", "", "", encoded, transaction.now()},
              {Outcome::OUTCOME_REJECTED, reason}, {});
}

std::optional<wire::OperationResult> OperationApplier::find_result(
    store::Transaction& transaction, const Van& van, const std::string& operation_id) const {
  if (operation_id.empty()) return std::nullopt;
  std::optional<wire::OperationResult> found;
  auto& row = transaction.sql().query(
      "SELECT sequence, state, reason FROM device_operation WHERE tenant = ? AND device = ? AND id "
      "= ?",
      {van.tenant, van.device, operation_id});
  while (row.step()) {
    found.emplace();
    found->set_sequence(static_cast<std::uint64_t>(row.integer(0)));
    found->set_outcome(outcome_of(row.text(1)));
    if (!row.is_null(2) && !row.text(2).empty()) found->set_reason(row.text(2));
  }
  return found;
}

}  // namespace hub::gateway
