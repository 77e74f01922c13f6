#include "hub/domain/workflow/send/letters.hpp"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "hub/domain/marketing/survey.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "pdf/forms/money.hpp"
#include "proto/records/admin/tenant.pb.h"
#include "proto/records/admin/user.pb.h"
#include "proto/records/billing/invoice.pb.h"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/billing/work_order_invoice.pb.h"
#include "proto/records/content/paperwork_document.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/field/job_event.pb.h"
#include "proto/records/insight/finding.pb.h"
#include "proto/records/people/certification.pb.h"
#include "proto/records/people/work_order_certification_requirement.pb.h"
#include "proto/records/sales/product.pb.h"

namespace hub::domain::workflow {
namespace {

using common::codec::from_timestamp;
using store::Transaction;
using truckroll::billing::Invoice;
using truckroll::billing::LineItem;
using truckroll::field::ScheduledEvent;
using truckroll::field::WorkOrder;
using Requirement = truckroll::people::WorkOrderCertificationRequirement;

std::string place_of(const truckroll::crm::Site& site) {
  auto& address = site.address();
  auto text = site.name();
  for (auto& part :
       {address.line1(), address.line2(), address.postal_code() + " " + address.city()})
    if (!part.empty() && part != " ") text += ", " + part;
  return text;
}

std::string company_name(Transaction& transaction) {
  auto tenant = transaction.find<truckroll::admin::Tenant>(transaction.actor().tenant);
  return tenant ? tenant->name() : std::string();
}

std::string contact_text(Transaction& transaction, const std::string& id) {
  auto contact = transaction.find<truckroll::crm::Contact>(id);
  if (!contact) return {};
  auto text = person_name(contact->name());
  for (auto& channel : contact->channels())
    if (channel.kind() == truckroll::CHANNEL_MOBILE || channel.kind() == truckroll::CHANNEL_PHONE)
      return text + ", " + channel.value();
  return text;
}

std::string requirements_text(Transaction& transaction, const std::string& job) {
  std::string text;
  for (auto& requirement : transaction.where<Requirement>("work_order", job))
    if (auto certification =
            transaction.find<truckroll::people::Certification>(requirement.certification()))
      text += (text.empty() ? "" : ", ") + certification->name() +
              (requirement.level().empty() ? "" : " " + requirement.level());
  return text;
}

std::string parts_text(Transaction& transaction, const std::string& job) {
  std::string text;
  for (auto& line : transaction.where<LineItem>("work_order", job)) {
    auto product = transaction.find<truckroll::sales::Product>(line.product());
    if (line.kind() != LineItem::KIND_PART || !product) continue;
    auto quantity = line.has_planned_quantity() ? line.planned_quantity() : line.quantity();
    text += (text.empty() ? "" : ", ") + common::codec::format_scaled(quantity.millionths(), 6) +
            " × " + product->name();
  }
  return text;
}

void add_job(Transaction& transaction, const WorkOrder& job, Values& values) {
  values["job"] = job_name(job);
  values["description"] = job.description();
  values["requirements"] = requirements_text(transaction, job.header().id());
  values["parts"] = parts_text(transaction, job.header().id());
  values["contact"] = contact_text(transaction, job.contact());
  if (auto account = transaction.find<truckroll::crm::Account>(job.account()))
    values["customer"] = account->name();
  auto site = transaction.find<truckroll::crm::Site>(job.site());
  if (!site) return;
  values["place"] = place_of(*site);
  values["access"] = site->access_notes();
  values["hazards"] = site->hazards();
}

std::string technician_name(Transaction& transaction, const std::string& id) {
  auto technician = transaction.find<truckroll::people::Technician>(id);
  return technician ? person_name(technician->name()) : std::string();
}

std::string lead_of(const ScheduledEvent& visit) {
  for (auto& line : visit.assignments())
    if (line.role() == ScheduledEvent::Assignment::ROLE_LEAD) return line.technician();
  return {};
}

void add_visit(Transaction& transaction, const truckroll::workflow::NotificationLog& log,
               const std::string& language, Values& values) {
  auto visit = transaction.load<ScheduledEvent>(log.about().id());
  if (auto job = transaction.find<WorkOrder>(visit.work_order()))
    add_job(transaction, *job, values);
  values["when"] = local_span(from_timestamp(visit.start()), from_timestamp(visit.end()),
                              visit.zone(), language);
  // What was promised, where something was.
  values["appointment"] =
      visit.has_window_from() && visit.has_window_to()
          ? local_span(from_timestamp(visit.window_from()), from_timestamp(visit.window_to()),
                       visit.zone(), language)
          : values["when"];
  auto colon = log.occurrence().find(':');
  values["technician"] = technician_name(
      transaction, colon == std::string::npos ? lead_of(visit) : log.occurrence().substr(0, colon));
  auto event = transaction.find<truckroll::field::JobEvent>(log.occurrence());
  if (visit.has_eta())
    values["arrival"] = local_clock(from_timestamp(visit.eta()), visit.zone());
  else if (event && event->has_eta())
    values["arrival"] = local_clock(from_timestamp(event->eta()), visit.zone());
}

void add_invoice(Transaction& transaction, const std::string& id, const std::string& language,
                 Draft& draft, Values& values) {
  auto invoice = transaction.load<Invoice>(id);
  values["number"] = invoice.number();
  values["total"] = pdf::format_money(invoice.total().minor(), invoice.currency());
  values["due"] = date_text(invoice.due().days(), language);
  if (auto original = transaction.find<Invoice>(invoice.credits()))
    values["credits"] = original->number();
  if (auto billed = transaction.find_where<truckroll::billing::WorkOrderInvoice>("invoice", id))
    if (auto job = transaction.find<WorkOrder>(billed->work_order()))
      values["job"] = job_name(*job);
  if (auto paper = transaction.find<truckroll::content::PaperworkDocument>(invoice.document()))
    draft.attached.push_back({invoice.number() + ".pdf", paper->pdf_blob()});
}

/// The token stands in this mail alone; the link's record keeps its hash.
void add_survey(Transaction& transaction, const std::string& job_id, const std::string& link_base,
                const std::string& token, const std::string& language, Values& values) {
  auto job = transaction.find<WorkOrder>(job_id);
  if (job) add_job(transaction, *job, values);
  auto link = marketing::load_survey_link(transaction, job_id);
  link.set_token_hash(common::sha256_hex(token));
  transaction.save_as_system(link);
  values["link"] = link_base + "/survey#" + token;
  auto zone = job ? zone_of_job(transaction, *job) : zone_of(transaction, "");
  values["until"] = date_text(local_day(from_timestamp(link.until()), zone), language);
}

/// As with a survey: the token stands in this mail alone.
void add_user(Transaction& transaction, const truckroll::workflow::NotificationLog& log,
              const std::string& link_base, const std::string& token, Values& values) {
  auto user = transaction.load<truckroll::admin::User>(log.about().id());
  values["name"] = person_name(user.name());
  values["login"] = user.login();
  if (log.purpose() != "password_reset") return;
  values["link"] = link_base + "/reset#" + token;
  transaction.sql().execute(
      "INSERT INTO password_reset (token_hash, tenant, user_id, expires_at) VALUES (?, ?, ?, ?)",
      {common::sha256_hex(token), transaction.actor().tenant, user.header().id(),
       common::to_micros(transaction.now() + std::chrono::hours(1))});
}

std::string language_of(Transaction& transaction, const truckroll::workflow::NotificationLog& log) {
  if (auto user = transaction.find<truckroll::admin::User>(log.to_user());
      user && user->has_language())
    return user->language();
  if (auto contact = transaction.find<truckroll::crm::Contact>(log.to_contact());
      contact && contact->has_language())
    return contact->language();
  // A technician's messages name him; the customer's language is not his.
  auto technician = log.occurrence().substr(0, log.occurrence().find(':'));
  if (log.has_to_user() || transaction.find<truckroll::people::Technician>(technician))
    return company_language(transaction);
  auto job_id = log.about().id();
  if (auto visit = transaction.find<ScheduledEvent>(job_id)) job_id = visit->work_order();
  if (auto job = transaction.find<WorkOrder>(job_id))
    return recipient_of(transaction, *job).language;
  if (auto invoice = transaction.find<Invoice>(log.about().id()))
    return billing_recipient(transaction, invoice->account(), "").language;
  return company_language(transaction);
}

}  // namespace

Draft write_letter(Transaction& transaction, const truckroll::workflow::NotificationLog& log,
                   const std::string& link_base, const std::string& token) {
  Draft draft;
  Values values{{"company", company_name(transaction)}};
  auto purpose = log.purpose();
  auto language = language_of(transaction, log);
  if (log.about().type() == "field.ScheduledEvent") add_visit(transaction, log, language, values);
  if (log.about().type() == "billing.Invoice")
    add_invoice(transaction, log.about().id(), language, draft, values);
  if (log.about().type() == "admin.User") add_user(transaction, log, link_base, token, values);
  if (auto finding = transaction.find<truckroll::insight::Finding>(log.about().id())) {
    values["finding"] = finding->title();
    values["details"] = finding->text();
  }
  if (purpose == "survey")
    add_survey(transaction, log.about().id(), link_base, token, language, values);
  if (purpose == "on_my_way" && values["arrival"].empty()) purpose = "on_my_way_without_time";
  bool by_sms = log.channel() == truckroll::workflow::NotificationLog::CHANNEL_SMS;
  draft.letter =
      by_sms ? compose_sms(purpose, language, values) : compose(purpose, language, values);
  return draft;
}

}  // namespace hub::domain::workflow
