// Large merges, some hundred references in a commit, so that everybody else can write in between.
#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "hub/quality/impl/steps.hpp"

namespace hub::quality {
namespace {

using common::Error;
using common::ErrorCode;
using impl::Mover;
using impl::RecordMerge;

constexpr std::size_t records_at_once = 250;

class MergeJob {
 public:
  MergeJob(store::Store& store, const work::Job& job,
           const std::function<void(Transaction&)>& renew)
      : store_(store),
        job_(job),
        renew_(renew),
        payload_(common::read_json(job.payload)),
        merge_(payload_.at("merge").get<std::string>()),
        schema_(store.schema(job.tenant)),
        type_(schema_->catalogue.type(payload_.at("type").get<std::string>())) {}

  void run() {
    while (step()) {
    }
  }

  /// What a merge has moved goes back: it is whole or not at all. False for one that is being
  /// taken back already: that stays where it is and goes on when somebody asks for it.
  bool give_up(const common::Sentence& reason) {
    if (find_state() != "merging") return false;
    for (std::optional<std::int64_t> after = 0; after;) {
      // The body may run more than once.
      std::optional<std::int64_t> next;
      write("unmerge", [&](Transaction& transaction, RecordMerge& merge, impl::Work&) {
        next = Mover(transaction, type_, merge_, merge.kept()).move_back(*after, records_at_once);
      });
      after = next;
    }
    auto told = reason.in(language());
    write("unmerge", [&](Transaction& transaction, RecordMerge& merge, impl::Work& work) {
      work.failure = told;
      transaction.move_as_system(merge, "give-up");
      transaction.save_as_system(merge);
    });
    return true;
  }

 private:
  /// Of who merged.
  std::string_view language() const {
    return store_.read_result([&](Connection& connection) {
      auto language = connection.scalar("SELECT language FROM \"user\" WHERE tenant = ? AND id = ?",
                                        {job_.tenant, payload_.value("user", "")});
      auto text = language ? std::get_if<std::string>(&*language) : nullptr;
      return common::language_for(text ? *text : std::string());
    });
  }

  std::string find_state() const {
    return store_.read_result([&](Connection& connection) {
      auto state = connection.scalar("SELECT state FROM record_merge WHERE tenant = ? AND id = ?",
                                     {job_.tenant, merge_});
      return state ? std::get<std::string>(*state) : std::string();
    });
  }

  using Body = std::function<void(Transaction&, RecordMerge&, impl::Work&)>;

  void write(const std::string& action, const Body& body) {
    auto command = store_.system_command(job_.tenant, "merge " + merge_);
    command.actor.user = payload_.value("user", "");
    command.actor.name = payload_.value("name", "");
    store_.write(command, [&](Transaction& transaction) {
      transaction.leave_out_company_checks();
      transaction.name_action(action);
      auto merge = transaction.load<RecordMerge>(merge_);
      auto work = impl::find_work(transaction.sql(), job_.tenant, merge_);
      if (!work) throw Error(ErrorCode::internal, "a merge has lost its work");
      body(transaction, merge, *work);
      impl::save_work(transaction.sql(), job_.tenant, merge_, *work);
      if (renew_) renew_(transaction);
    });
  }

  /// False when nothing is left to do.
  bool step() {
    bool more = false;
    auto work = store_.read_result(
        [&](Connection& connection) { return impl::find_work(connection, job_.tenant, merge_); });
    if (!work || !work->failure.empty()) return false;
    bool back = work->work == "unmerge";
    write(work->work, [&](Transaction& transaction, RecordMerge& merge, impl::Work& now) {
      more = back ? step_back(transaction, merge, now) : step_on(transaction, merge, now);
    });
    return more;
  }

  bool step_on(Transaction& transaction, RecordMerge& merge, impl::Work& work) {
    if (merge.header().state() != "merging") return false;
    auto input = impl::input_of(common::read_json(work.input));
    Mover mover(transaction, type_, merge_, input.kept);
    for (auto& loser : input.losers)
      if (auto moved = mover.move(loser, records_at_once); moved > 0) {
        work.done = std::min(work.total, work.done + static_cast<std::int64_t>(moved));
        return true;
      }
    impl::finish_merge(transaction, *schema_, type_, input, merge);
    work.done = work.total;
    return false;
  }

  bool step_back(Transaction& transaction, RecordMerge& merge, impl::Work& work) {
    if (merge.header().state() != "undoing") return false;
    auto after = work.input.empty() ? 0 : std::stoll(work.input);
    auto last = Mover(transaction, type_, merge_, merge.kept()).move_back(after, records_at_once);
    if (last) {
      work.input = std::to_string(*last);
      work.done = std::min(work.total, work.done + static_cast<std::int64_t>(records_at_once));
      return true;
    }
    impl::finish_unmerge(transaction, merge);
    work.done = work.total;
    return false;
  }

  store::Store& store_;
  const work::Job& job_;
  const std::function<void(Transaction&)>& renew_;
  const Json payload_;
  const std::string merge_;
  const std::shared_ptr<const store::Schema> schema_;
  const RecordType& type_;
};

}  // namespace

work::Outcome work_on_merge(store::Store& store, const work::Job& job,
                            const std::function<void(Transaction&)>& renew) {
  MergeJob merge(store, job, renew);
  try {
    merge.run();
  } catch (const Error& error) {
    bool may_pass = error.code() == ErrorCode::storage || error.code() == ErrorCode::unavailable ||
                    error.code() == ErrorCode::internal;
    if (may_pass && job.attempt < work::Jobs::attempts_max)
      return work::Outcome::again(error.what());
    auto& violations = error.violations();
    auto reason = violations.empty()
                      ? error.sentence()
                      : common::say("{}: {}", violations[0].field, violations[0].text);
    if (!merge.give_up(reason)) return work::Outcome::failed(reason.english());
  }
  return work::Outcome::done();
}

}  // namespace hub::quality
