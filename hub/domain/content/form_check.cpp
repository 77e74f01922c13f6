#include "hub/domain/content/form_check.hpp"

#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/content/paperwork_template.pb.h"

namespace hub::domain::content {
namespace {

using common::Error;
using common::ErrorCode;
using common::rules::Change;
using common::rules::Records;
using truckroll::content::PaperworkTemplate;

constexpr std::chrono::seconds deadline{5};
constexpr double screen_dots_per_inch = 110;

pdf::WorkerOptions& checker() {
  static pdf::WorkerOptions options{.program = "truckroll-paper", .deadline = deadline};
  return options;
}

/// The reason in the words of who found it, at the field that the person filled.
void check_form(Records& records, Change<PaperworkTemplate>& change) {
  auto& form = change.after.form_blob();
  if (form.empty() || (change.before && change.before->form_blob() == form)) return;
  auto& transaction = store::hub_transaction(records);
  auto blob = store::load_blob(transaction.sql(), records.actor().tenant, form);
  if (!blob) common::refuse("form_blob", "this file has not been uploaded; upload it first");
  try {
    pdf::Worker(checker()).check_template(blob->bytes);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::unavailable || error.code() == ErrorCode::internal)
      throw Error(error.code(), common::say("the form could not be checked: {}", error.sentence()),
                  "form_blob");
    common::refuse("form_blob", error.sentence());
  }
}

const common::rules::Rules<PaperworkTemplate> rules =
    common::rules::Rules<PaperworkTemplate>().before_save(check_form);

}  // namespace

void set_form_checker(pdf::WorkerOptions options) {
  options.deadline = deadline;
  checker() = std::move(options);
}

int page_count(const std::string& pdf) {
  return static_cast<int>(pdf::Worker(checker()).page_sizes(pdf).size());
}

std::string draw_page(const std::string& pdf, int page) {
  return pdf::Worker(checker()).render_page_png(pdf, page - 1, screen_dots_per_inch);
}

}  // namespace hub::domain::content
