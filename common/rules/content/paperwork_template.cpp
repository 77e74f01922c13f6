#include "proto/records/content/paperwork_template.pb.h"

#include "common/rules/rules.hpp"

namespace common::rules::content {
namespace {

using truckroll::content::PaperworkTemplate;

void complete_fields(Records&, Change<PaperworkTemplate>& change) {
  auto& paper = change.after;
  if (!paper.has_version_number()) paper.set_version_number(1);
  for (int i = 0; i < paper.signature_fields_size(); ++i) {
    auto& field = *paper.mutable_signature_fields(i);
    if (!field.has_line()) field.set_line("s" + std::to_string(i + 1));
    if (!field.has_order_number()) field.set_order_number(i + 1);
  }
  if (change.enters("released") && paper.problems_size() > 0)
    refuse("problems", say("the template still has problems: {}", paper.problems(0)));
}

/// Of each template and language one version is released.
void retire_older(Records& records, Change<PaperworkTemplate>& change) {
  auto& paper = change.after;
  if (!change.enters("released") || !paper.has_root()) return;
  for (auto& other : records.where<PaperworkTemplate>("root", paper.root())) {
    bool same = other.header().id() == change.id() || other.language() != paper.language();
    if (same || other.header().state() != "released") continue;
    records.move_as_system(other, "retire");
    records.save(other);
  }
}

/// A first version is its own root; it can name itself only once it is there.
void set_root(Records& records, Change<PaperworkTemplate>& change) {
  if (change.after.has_root()) return;
  change.after.set_root(change.id());
  records.save(change.after);
}

const Rules<PaperworkTemplate> rules = Rules<PaperworkTemplate>()
                                           .before_save(complete_fields)
                                           .before_save(retire_older)
                                           .after_save(set_root);

}  // namespace
}  // namespace common::rules::content
