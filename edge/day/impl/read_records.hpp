#pragma once
#include "common/rules/rules.hpp"
#include "edge/store/records_view.hpp"

namespace edge::day {

/// The rules' face of a reading of the store: what they ask works, what would change anything is an
/// error of ours. Lives as long as the reading.
class ReadRecords final : public common::rules::Records {
 public:
  ReadRecords(const store::RecordsView& view, common::rules::Actor actor, common::Instant now)
      : Records(common::rules::RuleBook::registered()),
        view_(view),
        actor_(std::move(actor)),
        now_(now) {}

  /// Who asks; found only once the first records were read.
  void set_actor(common::rules::Actor actor) { actor_ = std::move(actor); }

  const common::schema::Catalogue& catalogue() const override { return view_.catalogue(); }
  common::rules::Side side() const override { return common::rules::Side::van; }
  const common::rules::Actor& actor() const override { return actor_; }
  common::Instant now() const override { return now_; }
  void flag(const common::schema::Message&, std::string_view, std::string_view) override {}
  std::unique_ptr<common::schema::Message> find_message(const common::schema::RecordType& type,
                                                        std::string_view id) override {
    return view_.find_message(type, id);
  }
  std::vector<std::unique_ptr<common::schema::Message>> where_message(
      const common::schema::RecordType& type, std::string_view field,
      std::string_view value) override {
    if (value.empty()) return {};
    return view_.where_message(type, field, value);
  }
  std::vector<std::unique_ptr<common::schema::Message>> where_also_message(
      const common::schema::RecordType& type, std::string_view field, std::string_view value,
      const common::rules::Also& also) override {
    if (value.empty()) return {};
    return view_.where_also_message(type, field, value, also);
  }
  std::vector<std::string> all_ids(const common::schema::RecordType& type) override {
    return view_.list_ids(type);
  }
  std::string take_number(std::string_view, const common::schema::Message&) override {
    refuse_change();
  }
  void enqueue(std::string_view, std::string_view, std::string_view, common::Instant) override {}

 protected:
  void write(const common::schema::RecordType&, const common::schema::Message*,
             common::schema::Message&) override {
    refuse_change();
  }
  void write_removal(const common::schema::RecordType&, const common::schema::Message&) override {
    refuse_change();
  }
  std::string_view command_id() const override { return "reading"; }
  void check_references(const common::schema::RecordType&, const common::schema::Message*,
                        const common::schema::Message&) override {}
  void check_unreferenced(const common::schema::RecordType&,
                          const common::schema::Message&) override {}

 private:
  [[noreturn]] static void refuse_change() {
    throw common::Error(common::ErrorCode::internal, "a reading changes nothing");
  }

  const store::RecordsView& view_;
  common::rules::Actor actor_;
  common::Instant now_;
};

}  // namespace edge::day
