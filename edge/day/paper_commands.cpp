#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/schema/labels.hpp"
#include "common/text/json_text.hpp"
#include "edge/day/commands.hpp"
#include "edge/day/impl/input.hpp"
#include "edge/day/impl/sections.hpp"
#include "proto/wire/actions/content.pb.h"

namespace edge::day {

using common::Error;
using common::ErrorCode;
using truckroll::content::PaperworkDocument;
using truckroll::content::PaperworkTemplate;
namespace content = truckroll::wire::content;

namespace {

constexpr std::string_view pdf_type = "application/pdf";
constexpr std::string_view default_signature_field = "customer_signature";
constexpr std::size_t lines_max = 500, points_max = 20'000;

pdf::Strokes strokes_in(const json& input) {
  pdf::Strokes strokes;
  auto found = input.find("strokes");
  if (found == input.end() || !found->is_array())
    common::refuse("strokes", "the signature is empty");
  if (found->size() > lines_max) common::refuse("strokes", "the signature has too many lines");
  std::size_t points = 0;
  for (auto& line : *found) {
    if (!line.is_array()) common::refuse("strokes", "expected lists of points");
    auto& drawn = strokes.lines.emplace_back();
    for (auto& point : line) {
      bool fits =
          point.is_array() && point.size() == 2 && point[0].is_number() && point[1].is_number();
      if (!fits) common::refuse("strokes", "expected points of two numbers");
      if (++points > points_max) common::refuse("strokes", "the signature has too many points");
      drawn.push_back({point[0].get<double>(), point[1].get<double>()});
    }
  }
  if (auto aspect = input.find("aspect"); aspect != input.end() && aspect->is_number())
    strokes.aspect_ratio = aspect->get<double>();
  return strokes;
}

std::string signature_field(const PaperworkTemplate& form, const std::string& role) {
  for (auto& field : form.signature_fields())
    if (field.role() == role) return field.key();
  if (form.signature_fields_size() > 0)
    common::refuse("role", common::say("nobody signs this paper as \"{}\"", role));
  return std::string(default_signature_field);
}

common::Sentence state_label(const common::schema::Catalogue& types,
                             const PaperworkDocument& paper) {
  return common::schema::state_label(types.of(paper), paper.header().state());
}

void require_open(const common::schema::Catalogue& types, const PaperworkDocument& paper) {
  auto& state = paper.header().state();
  if (state != "draft" && state != "ready")
    throw Error(
        ErrorCode::conflict,
        common::say("the paper is \"{}\" and can no longer be changed", state_label(types, paper)),
        "state");
}

/// The visit that a paper is about: itself, or the one of its job that I am at.
std::string visit_of(const Screen& screen, const PaperworkDocument& paper) {
  using truckroll::field::ScheduledEvent;
  if (paper.about().type() == "field.ScheduledEvent") return paper.about().id();
  std::string found;
  for (auto& visit : screen.records.where<ScheduledEvent>("work_order", paper.about().id()))
    if (found.empty() || visit.header().state() == "on_site") found = visit.header().id();
  if (found.empty()) throw Error(ErrorCode::conflict, "the paper's job has no visit on this van");
  return found;
}

}  // namespace

std::string Commands::form_bytes(const PaperworkTemplate& paper) {
  if (paper.form() == PaperworkTemplate::FORM_LAYOUT)
    throw Error(ErrorCode::conflict,
                common::say("\"{}\" can only be made in the office", paper.name()));
  if (paper.form_blob().empty()) return papers_.shipped_form();
  try {
    return van_.store().load_blob(paper.form_blob());
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found) throw;
  }
  auto shipped = papers_.shipped_form();
  if (common::sha256_hex(shipped) == paper.form_blob()) return shipped;
  throw Error(
      ErrorCode::conflict,
      common::say("the form of \"{}\" has not arrived yet; it comes with the next connection",
                  paper.name()));
}

Commands::Filled Commands::fill(const PaperworkTemplate& paper, const std::string& visit) {
  auto data = van_.see([&](const Screen& screen) { return collect_paper_data(screen, visit); });
  auto bytes = papers_.fill(form_bytes(paper), values_for(paper, data));
  return {common::json_text(data), keep(bytes, std::string(pdf_type))};
}

void Commands::prepare(const Crew& crew, const std::string& paper, const Filled& filled,
                       const std::string& name) {
  content::Prepare input;
  input.set_pdf_blob(filled.blob.sha256());
  input.set_pdf_hash(filled.blob.sha256());
  input.set_data(filled.data);
  van_.give_action<PaperworkDocument>(crew, paper, "prepare", input, "Filled in " + name,
                                      {filled.blob});
}

std::string Commands::make_paper(const std::string& visit, const json& input) {
  auto crew = van_.crew();
  only_fields(input, {"template"});
  auto id = required_text(input, "template");
  auto form = van_.see([&](const Screen& s) { return s.records.load<PaperworkTemplate>(id); });
  auto work_order =
      van_.see([&](const Screen& s) { return load_work(s.records, visit).visit.work_order(); });
  auto filled = fill(form, visit);
  PaperworkDocument paper;
  paper.mutable_header()->set_id(common::make_id(van_.clock().now()));
  paper.set_template_(id);
  *paper.mutable_about() = common::codec::about("field.WorkOrder", work_order);
  van_.give(crew.actor, common::rules::make_create(van_.catalogue().of<PaperworkDocument>(), paper),
            "Began " + form.name() + " at " + place_of(visit));
  prepare(crew, paper.header().id(), filled, form.name());
  return paper.header().id();
}

void Commands::refill_paper(const std::string& id) {
  struct Found {
    PaperworkTemplate form;
    std::string visit;
  };
  auto found = van_.see([&](const Screen& screen) {
    auto paper = screen.records.load<PaperworkDocument>(id);
    require_open(screen.records.catalogue(), paper);
    return Found{screen.records.load<PaperworkTemplate>(paper.template_()),
                 visit_of(screen, paper)};
  });
  prepare(van_.crew(), id, fill(found.form, found.visit), found.form.name());
}

void Commands::sign_paper(const std::string& id, const json& input) {
  only_fields(input, {"signer", "role", "strokes", "aspect"});
  Signing signing{required_text(input, "signer"), text_in(input, "role"), strokes_in(input)};
  if (signing.role.empty()) signing.role = "customer";
  struct Found {
    PaperworkDocument paper;
    PaperworkTemplate form;
    Crew crew;
  };
  auto found = van_.see([&](const Screen& screen) {
    auto paper = screen.records.load<PaperworkDocument>(id);
    return Found{paper, screen.records.load<PaperworkTemplate>(paper.template_()), screen.crew};
  });
  auto& state = found.paper.header().state();
  if (state != "ready" && state != "in_signature")
    throw Error(ErrorCode::conflict,
                common::say("the paper is \"{}\"; it cannot be signed",
                            state_label(van_.catalogue(), found.paper)),
                "state");
  auto shown = van_.store().load_blob(found.paper.pdf_blob());
  auto at = local_day_and_time(van_.clock().now(), found.crew.zone);
  auto bytes = papers_.sign(shown, signature_field(found.form, signing.role), signing, at);
  auto blob = keep(bytes, std::string(pdf_type));
  content::Sign message;
  message.set_signer(signing.signer);
  message.set_role(signing.role);
  message.set_strokes(common::json_text(input["strokes"]));
  message.set_consent_text(papers_.consent_text(shown));
  message.set_document_hash(found.paper.pdf_hash());
  message.set_signed_pdf_blob(blob.sha256());
  message.set_signed_pdf_hash(blob.sha256());
  message.set_method(truckroll::content::DigitalSignature::METHOD_SCREEN);
  set_position(message);
  van_.give_action<PaperworkDocument>(found.crew, id, "sign", message,
                                      found.form.name() + " signed by " + signing.signer, {blob});
}

}  // namespace edge::day
