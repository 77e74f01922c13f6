#include "hub/domain/marketing/survey.hpp"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "hub/domain/workflow/texts.hpp"
#include "proto/records/admin/tenant.pb.h"
#include "proto/records/marketing/form.pb.h"
#include "proto/records/marketing/form_response.pb.h"

namespace hub::domain::marketing {
namespace {

using common::Error;
using common::ErrorCode;
using common::rules::Records;
using truckroll::admin::AccessLink;
using truckroll::field::WorkOrder;
using truckroll::marketing::Form;
using truckroll::marketing::FormResponse;

constexpr auto link_lives = std::chrono::hours(24 * 30);
constexpr std::size_t comment_max = 4000;

/// The released survey in the language, else in any.
std::optional<Form> find_survey(Records& records, const std::string& language) {
  std::optional<Form> found;
  for (auto& form : records.where<Form>("state", "released")) {
    if (form.kind() != Form::KIND_SURVEY) continue;
    if (!found || is_german(form.language()) == is_german(language)) found = form;
  }
  return found;
}

const Form::Question* find_rating(const Form& form) {
  for (auto& question : form.questions())
    if (question.kind() == Form::QUESTION_KIND_RATING) return &question;
  return nullptr;
}

int scale_of(const Form& form) {
  auto question = find_rating(form);
  return question && question->has_scale() ? question->scale() : 5;
}

AccessLink load_open_link(Records& records, const std::string& token) {
  auto link = records.find_where<AccessLink>("token_hash", common::sha256_hex(token));
  bool open = link && link->purpose() == AccessLink::PURPOSE_SURVEY &&
              link->header().state() == "open" &&
              common::codec::from_timestamp(link->until()) > records.now() &&
              (!link->has_uses_left() || link->uses_left() > 0);
  if (!open) throw Error(ErrorCode::not_found, "this link has been used already or is too old");
  return *link;
}

std::optional<Form> form_of(Records& records, const WorkOrder& job) {
  return find_survey(records, workflow::recipient_of(records, job).language);
}

void add_answers(FormResponse& response, const Form& form, int rating, const std::string& comment) {
  auto add = [&](const std::string& key, const nlohmann::json& value) {
    auto& answer = *response.add_answers();
    answer.set_line("a" + std::to_string(response.answers_size()));
    answer.set_key(key);
    answer.set_value(common::json_text(value));
  };
  if (auto question = find_rating(form)) add(question->key(), rating);
  for (auto& question : form.questions())
    if (!comment.empty() && (question.kind() == Form::QUESTION_KIND_LONG_TEXT ||
                             question.kind() == Form::QUESTION_KIND_TEXT))
      return add(question.key(), comment);
}

void use_up(Records& records, AccessLink& link, const std::string& address) {
  auto& use = *link.add_uses();
  use.set_line("u" + std::to_string(link.uses_size()));
  *use.mutable_at() = common::codec::to_timestamp(records.now());
  if (!address.empty()) use.set_address(address);
  link.set_uses_left(0);
  records.move_as_system(link, "use");
  records.save_as_system(link);
}

}  // namespace

void ask_for_opinion(Records& records, const WorkOrder& job) {
  auto to = workflow::recipient_of(records, job);
  if (!find_survey(records, to.language)) return;
  if (workflow::find_log(records, "survey", job.header().id(), "1")) return;
  workflow::Message message;
  message.purpose = "survey";
  message.about_type = "field.WorkOrder";
  message.about_id = job.header().id();
  message.contact = to.contact;
  message.address = to.address;
  workflow::queue_message(records, message);
  if (to.address.empty()) return;
  AccessLink link;
  link.set_purpose(AccessLink::PURPOSE_SURVEY);
  *link.mutable_about() = common::codec::about("field.WorkOrder", job.header().id());
  if (!to.contact.empty()) link.set_contact(to.contact);
  link.set_uses_left(1);
  *link.mutable_until() = common::codec::to_timestamp(hub_now(records) + link_lives);
  records.save(link);
}

AccessLink load_survey_link(Records& records, const std::string& job) {
  for (auto& link : records.where<AccessLink>("about", job))
    if (link.purpose() == AccessLink::PURPOSE_SURVEY && link.header().state() == "open")
      return link;
  throw Error(ErrorCode::not_found, "the job has no open survey");
}

SurveyPage open_survey(store::Transaction& transaction, const std::string& token) {
  auto link = load_open_link(transaction, token);
  auto job = transaction.load<WorkOrder>(link.about().id());
  auto tenant = transaction.find<truckroll::admin::Tenant>(transaction.actor().tenant);
  SurveyPage page;
  page.company = tenant ? tenant->name() : std::string();
  page.job = job_name(job);
  page.language = workflow::recipient_of(transaction, job).language;
  if (auto form = form_of(transaction, job)) {
    page.scale = scale_of(*form);
    page.thanks = form->thanks();
    if (auto question = find_rating(*form)) page.question = question->text();
  }
  return page;
}

std::string submit_survey(store::Transaction& transaction, const std::string& token, int rating,
                          const std::string& comment, const std::string& address) {
  auto link = load_open_link(transaction, token);
  auto job = transaction.load<WorkOrder>(link.about().id());
  auto form = form_of(transaction, job);
  if (!form) throw Error(ErrorCode::not_found, "the survey has been withdrawn");
  auto scale = scale_of(*form);
  if (rating < 1 || rating > scale)
    common::refuse("rating", common::say("a rating goes from 1 to {}", scale));
  if (!common::text::is_utf8(comment) || common::text::length(comment) > comment_max)
    common::refuse("comment", common::say("a comment has at most {} characters", comment_max));
  FormResponse response;
  response.set_form(form->header().id());
  if (!link.contact().empty()) response.set_contact(link.contact());
  *response.mutable_about() = link.about();
  add_answers(response, *form, rating, comment);
  response.mutable_rating()->set_millionths(rating * std::int64_t{1000000});
  if (!comment.empty()) response.set_comment(comment);
  response.set_access_link(link.header().id());
  transaction.save(response);
  use_up(transaction, link, address);
  if (rating * 5 <= scale * 2)
    workflow::tell_role(transaction, "dispatcher",
                        truckroll::workflow::Notification::CATEGORY_SUPPORT,
                        common::say("Poor rating for {}: {} of {}", job_name(job), rating, scale),
                        comment, "field.WorkOrder", job.header().id(), true);
  return response.header().id();
}

}  // namespace hub::domain::marketing
