#include "common/codec/values.hpp"
#include "hub/privacy/erasure.hpp"
#include "hub/store/erasure.hpp"

namespace hub::privacy {
namespace {

namespace schema = common::schema;
using nlohmann::json;

/// Whether something would be taken out at all.
bool would_change(const RecordType& type, const Message& record, Extent extent) {
  std::unique_ptr<Message> copy(record.New());
  copy->CopyFrom(record);
  std::set<std::string> files;
  return empty(type, *copy, extent, files);
}

bool lines_would_change(const Message& record, const Mention& mention) {
  std::unique_ptr<Message> copy(record.New());
  copy->CopyFrom(record);
  bool changed = !mention.texts.empty();
  for (auto& [lines, index] : mention.lines) changed = empty_line(*lines, *copy, index) || changed;
  return changed;
}

}  // namespace

json to_json(const Counts& counts) {
  json all = json::object();
  for (auto& [type, one] : counts)
    all[type] = {{"found", one.found},
                 {"erased", one.erased},
                 {"anonymised", one.anonymised},
                 {"kept", one.kept},
                 {"because", one.because}};
  return all;
}

Counts counts_from(const json& text) {
  Counts counts;
  for (auto& [type, one] : text.items())
    counts[type] = {one.at("found"), one.at("erased"), one.at("anonymised"), one.at("kept"),
                    one.at("because")};
  return counts;
}

void add(Counts& counts, const RecordType& type, const Eraser::Judged& judged) {
  if (judged.verdict == Verdict::none) return;
  auto& one = counts[type.name];
  ++one.found;
  if (judged.verdict == Verdict::erased) ++one.erased;
  if (judged.verdict == Verdict::anonymised) ++one.anonymised;
  if (judged.verdict != Verdict::kept) return;
  ++one.kept;
  if (one.because.empty()) one.because = judged.because;
}

std::unique_ptr<Message> Eraser::find(const RecordType& type, const std::string& id) const {
  return schema_.tables.of(type).find(connection_, tenant_, id, true);
}

bool Eraser::belongs(const std::string& name, const std::string& id) const {
  auto type = schema_.catalogue.find(name);
  if (!type || is_person(schema_.catalogue, *type)) return false;
  auto record = find(*type, id);
  auto nobody = [](const std::string&, const std::string&) { return false; };
  return record && mention_of(*type, *record, subject_, nobody).belongs;
}

Eraser::Judged Eraser::judge(const RecordType& type, const Message& record) const {
  Judged judged;
  judged.mention =
      mention_of(type, record, subject_, [&](auto& owner, auto& id) { return belongs(owner, id); });
  if (!judged.mention.any()) return judged;
  if (auto reason = law_.why_kept(type, record)) {
    judged.verdict = Verdict::kept;
    judged.extent = Extent::law;
    judged.because = *reason;
    return judged;
  }
  bool whole = may_delete_ && judged.mention.about;
  judged.extent = whole ? Extent::whole : Extent::marked;
  if (judged.mention.belongs && (whole || would_change(type, record, judged.extent)))
    judged.verdict = whole ? Verdict::erased : Verdict::anonymised;
  else if (lines_would_change(record, judged.mention))
    judged.verdict = Verdict::anonymised;
  return judged;
}

Eraser::Judged Eraser::judge_own(const RecordType& type, const Message& record) const {
  if (law_.on_hold(type, record)) return {Verdict::kept, Extent::law, {}, "legal hold"};
  Judged judged{Verdict::anonymised, Extent::person, {}, {}};
  judged.mention.belongs = true;
  return judged;
}

void Eraser::apply(store::Transaction& transaction, const RecordType& type, const Message& record,
                   const Judged& judged, std::set<std::string>& files) const {
  if (judged.verdict == Verdict::none || judged.because == "legal hold") return;
  std::unique_ptr<Message> after(record.New());
  after->CopyFrom(record);
  bool changed = false;
  auto& mention = judged.mention;
  if (mention.belongs) {
    changed = empty(type, *after, judged.extent, files);
    store::forget_values(connection_, tenant_, schema::header(record).id(),
                         [&](auto& name) { return goes(type, name, judged.extent); });
  } else {
    for (auto& [lines, index] : mention.lines)
      changed = empty_line(*lines, *after, index) || changed;
    store::forget_values(connection_, tenant_, schema::header(record).id(), [&](auto& name) {
      for (auto& [lines, index] : mention.lines)
        if (lines->name == name && is_personal(*lines)) return true;
      return false;
    });
  }
  for (auto text : mention.texts) {
    if (judged.verdict == Verdict::kept) break;
    changed = true;
    text->options->required()
        ? after->GetReflection()->SetString(after.get(), text->descriptor, "{}")
        : after->GetReflection()->ClearField(after.get(), text->descriptor);
    store::forget_values(connection_, tenant_, schema::header(record).id(),
                         [&](auto& name) { return name == text->name; });
  }
  auto& header = schema::header(*after);
  if (judged.verdict == Verdict::erased && !header.has_deleted_at()) {
    *header.mutable_deleted_at() = common::codec::to_timestamp(transaction.now());
    changed = true;
  }
  if (changed) store::rewrite(transaction, type, record, *after, "erase");
}

Plan plan(store::Store& store, const std::string& tenant, const PrivacyRequest& request) {
  constexpr std::size_t page = 500;
  auto schema = store.schema(tenant);
  Plan found;
  store.read([&](Connection& connection) {
    found.subject = find_subject(connection, *schema, tenant, request);
    Eraser eraser(connection, *schema, tenant, store.clock().now(), found.subject,
                  request.kind() == PrivacyRequest::KIND_ERASE);
    for (auto& trace : traces_of(*schema, tenant, found.subject)) {
      std::vector<std::string> ids;
      do {
        ids = find_ids(connection, tenant, trace, ids.empty() ? "" : ids.back(), page);
        for (auto& id : ids)
          if (auto record = eraser.find(*trace.type, id))
            add(found.counts, *trace.type, eraser.judge(*trace.type, *record));
      } while (ids.size() == page);
    }
    for (auto& [name, id] : found.subject.records) {
      auto& type = schema->catalogue.type(name);
      if (auto record = eraser.find(type, id))
        add(found.counts, type, eraser.judge_own(type, *record));
    }
    for (auto& [name, id] : found.subject.alike) {
      auto& one = found.counts[name];
      ++one.found, ++one.kept;
      if (one.because.empty())
        one.because = common::say("shares an address; ask for it by itself if it is he").english();
    }
  });
  return found;
}

}  // namespace hub::privacy
