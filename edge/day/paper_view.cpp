#include <set>

#include "common/rules/field/day.hpp"
#include "edge/day/impl/sections.hpp"
#include "proto/records/content/digital_signature.pb.h"

namespace edge::day {
namespace {

using truckroll::content::DigitalSignature;
using truckroll::content::PaperworkDocument;
using truckroll::content::PaperworkTemplate;

bool is_gone(const PaperworkDocument& paper) {
  auto& state = paper.header().state();
  return state == "void" || state == "superseded";
}

}  // namespace

json paper_json(common::rules::Records& records, const PaperworkDocument& paper) {
  auto form = records.find<PaperworkTemplate>(paper.template_());
  json made{{"id", paper.header().id()},
            {"template", paper.template_()},
            {"name", form ? form->name() : paper.number()},
            {"number", paper.number()},
            {"state", paper.header().state()},
            {"blob", paper.pdf_blob()},
            {"pages", 0},
            {"signed_by", json()},
            {"signed_at", json()}};
  for (auto& signature : records.where<DigitalSignature>("document", paper.header().id())) {
    bool customer = signature.role() == "customer";
    if (!made["signed_by"].is_null() && !customer) continue;
    made["signed_by"] = signature.signer();
    made["signed_at"] = instant_text(signature.at());
  }
  return made;
}

json papers_section(const Screen& screen, const Work& work) {
  json section = json::array();
  for (auto& paper : records_about<PaperworkDocument>(screen.records, work))
    if (!is_gone(paper)) section.push_back(paper_json(screen.records, paper));
  return section;
}

json available_papers_section(const Screen& screen, const Work& work) {
  std::set<std::string> there;
  for (auto& paper : records_about<PaperworkDocument>(screen.records, work))
    if (!is_gone(paper)) there.insert(paper.template_());
  json section = json::array();
  for (auto& form : common::rules::field::required_papers(screen.records, work.job))
    if (!there.count(form.header().id()))
      section.push_back({{"template", form.header().id()}, {"name", form.name()}});
  return section;
}

}  // namespace edge::day
