#include "tests/hub/api/jobs.hpp"

namespace test {
namespace {

json about(const char* type, const std::string& id) {
  return {{"type", type}, {"id", id}};
}

const json one = {{"value", "1"}, {"unit", "H87"}};

}  // namespace

TwoJobs::TwoJobs(Office& office) {
  legal_entity_ = office.put(
      "ledger.LegalEntity", {{"name", "Own company"}, {"country", "LI"}, {"base_currency", "CHF"}});
  branch =
      office.put("admin.Branch",
                 {{"name", "Vaduz"}, {"legal_entity", legal_entity_}, {"zone", "Europe/Vaduz"}});
  depot = office.put("stock.Warehouse",
                     {{"code", "D"}, {"name", "Depot"}, {"kind", "depot"}, {"branch", branch}});
  loss = office.put("stock.Warehouse",
                    {{"code", "L"}, {"name", "Loss"}, {"kind", "loss"}, {"branch", branch}});
  customer_place =
      office.put("stock.Warehouse",
                 {{"code", "C"}, {"name", "Customers"}, {"kind", "customer"}, {"branch", branch}});
  product = office.put("sales.Product",
                       {{"code", "P1"}, {"name", "Pump"}, {"kind", "part"}, {"unit", "H87"}});
  job_type_ = office.put("field.JobType", {{"name", "Repair"}});
  template_ =
      office.put("content.PaperworkTemplate",
                 {{"name", "Report"}, {"kind", "job"}, {"language", "en"}, {"form", "layout"}});
  checklist_template_ = office.put("field.ChecklistTemplate", {{"name", "Safety"}, {"use", "job"}});
  office.put("stock.StockMove", {{"product", product},
                                 {"from", loss},
                                 {"to", depot},
                                 {"quantity", {{"value", "10"}, {"unit", "H87"}}},
                                 {"kind", "adjust"},
                                 {"at", "2026-11-01T08:00:00Z"}});
  mine = make_job(office, "mine", office.user_of("technician"));
  other = make_job(office, "other", "");
}

Job TwoJobs::make_job(Office& office, const std::string& name, const std::string& user) {
  Job job;
  job.warehouse = office.put(
      "stock.Warehouse",
      {{"code", "V-" + name}, {"name", "Van " + name}, {"kind", "van"}, {"branch", branch}});
  job.vehicle = office.put(
      "fleet.Vehicle", {{"plate", "FL " + name}, {"branch", branch}, {"warehouse", job.warehouse}});
  job.device = office.put("fleet.Device", {{"serial", "S-" + name}, {"vehicle", job.vehicle}});
  json technician{{"name", {{"given", "Test"}, {"family", name}}},
                  {"branch", branch},
                  {"vehicle", job.vehicle}};
  if (!user.empty()) technician["user"] = user;
  job.technician = office.put("people.Technician", technician);
  job.account = office.put("crm.Account", {{"name", "Customer " + name}, {"kind", "company"}});
  job.contact = office.put("crm.Contact", {{"name", {{"given", "Con"}, {"family", name}}}});
  job.site = office.put("crm.Site", {{"account", job.account},
                                     {"name", "Site " + name},
                                     {"address", {{"line1", "Street 1"}, {"city", "Vaduz"}}},
                                     {"branch", branch}});
  job.equipment = office.put("field.Equipment",
                             {{"account", job.account}, {"site", job.site}, {"model", name}});
  job.profile =
      office.put("billing.BillingProfile",
                 {{"account", job.account}, {"legal_entity", legal_entity_}, {"currency", "CHF"}});
  job.order = office.put("field.WorkOrder", {{"summary", "Job " + name},
                                             {"account", job.account},
                                             {"contact", job.contact},
                                             {"site", job.site},
                                             {"job_type", job_type_}});
  job.visit = office.put("field.ScheduledEvent",
                         {{"work_order", job.order},
                          {"start", "2026-11-20T08:00:00Z"},
                          {"end", "2026-11-20T10:00:00Z"},
                          {"zone", "Europe/Vaduz"},
                          {"assignments", {{{"technician", job.technician}, {"role", "lead"}}}}},
                         {"book", "send"});
  job.line = office.put(
      "billing.LineItem",
      {{"work_order", job.order}, {"product", product}, {"text", "Pump"}, {"quantity", "1"}});
  job.invoice =
      office.put("billing.Invoice",
                 {{"account", job.account}, {"legal_entity", legal_entity_}, {"currency", "CHF"}});
  job.billing =
      office.put("billing.WorkOrderInvoice", {{"work_order", job.order}, {"invoice", job.invoice}});
  job.event = office.put("field.JobEvent", {{"scheduled_event", job.visit},
                                            {"work_order", job.order},
                                            {"technician", job.technician},
                                            {"kind", "received"},
                                            {"at", "2026-11-20T07:00:00Z"},
                                            {"origin", "screen"}});
  auto of_job = about("field.WorkOrder", job.order);
  job.note = office.put("crm.Note", {{"about", of_job}, {"text", "The code is 4711 " + name}});
  job.attachment = office.put("content.Attachment",
                              {{"about", of_job}, {"name", "photo " + name}, {"kind", "photo"}});
  job.checklist =
      office.put("field.Checklist", {{"template", checklist_template_}, {"about", of_job}});
  job.document =
      office.put("content.PaperworkDocument", {{"template", template_}, {"about", of_job}});
  job.signature = office.put("content.DigitalSignature", {{"document", job.document},
                                                          {"role", "customer"},
                                                          {"signer", "Signer " + name},
                                                          {"at", "2026-11-20T09:00:00Z"},
                                                          {"consent_text", "I accept"},
                                                          {"document_hash", std::string(64, 'a')},
                                                          {"method", "screen"}});
  job.link = office.put("admin.AccessLink", {{"purpose", "track"}, {"about", of_job}});
  job.interaction = office.put("crm.Interaction", {{"type", "call"},
                                                   {"direction", "in"},
                                                   {"account", job.account},
                                                   {"about", of_job},
                                                   {"subject", "Called " + name},
                                                   {"start", "2026-11-19T08:00:00Z"}});
  office.put("stock.StockMove", {{"product", product},
                                 {"from", depot},
                                 {"to", job.warehouse},
                                 {"quantity", {{"value", "3"}, {"unit", "H87"}}},
                                 {"kind", "receive"},
                                 {"at", "2026-11-02T08:00:00Z"}});
  job.move = office.put("stock.StockMove", {{"product", product},
                                            {"from", job.warehouse},
                                            {"to", customer_place},
                                            {"quantity", one},
                                            {"kind", "use"},
                                            {"work_order", job.order},
                                            {"at", "2026-11-20T09:00:00Z"}});
  job.item = office.store->read_result([&](hub::store::Connection& connection) {
    return std::get<std::string>(
        connection
            .scalar("SELECT id FROM warehouse_item WHERE tenant = ? AND warehouse = ?",
                    {office.tenant, job.warehouse})
            .value());
  });
  job.reservation = office.put("stock.StockReservation", {{"product", product},
                                                          {"warehouse", job.warehouse},
                                                          {"work_order", job.order},
                                                          {"quantity", one}});
  job.count = office.put("stock.StockCount", {{"warehouse", job.warehouse}, {"kind", "full"}});
  job.conflict = office.put("fleet.SyncConflict",
                            {{"device", job.device}, {"about", of_job}, {"kind", "status"}});
  return job;
}

}  // namespace test
