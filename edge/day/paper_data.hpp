#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "edge/day/screen.hpp"
#include "pdf/types.hpp"
#include "proto/records/content/paperwork_template.pb.h"

namespace edge::day {

/// What a paper about the visit can say, as one object: company, job, customer, site, equipment,
/// technician, times, checklist, parts, labour, follow_up, notes. What is kept in the document's
/// `data`, so that it can be filled again.
nlohmann::json collect_paper_data(const Screen& screen, const std::string& visit);

/// An entry of a template's field map over that object:
///   job.number            the value there, text; nothing when there is none
///   parts.0.name          the first of a list
///   "as it is"            the text itself
///   a ? b : c             b where the condition a holds, else c; a may compare: times.minutes > 60
/// Conditions are those of checklists, over paths. Throws bad_input for what cannot be read.
std::string evaluate_mapping(std::string_view expression, const nlohmann::json& data);

/// The values for the form's fields: by the template's map, or by the names of the service report
/// when it has none.
std::map<std::string, std::string> values_for(const truckroll::content::PaperworkTemplate& paper,
                                              const nlohmann::json& data);
/// The names of the shipped service report, from the same data.
std::map<std::string, std::string> service_report_values(const nlohmann::json& data);

/// Drops what the form does not have, and cuts text to the length that a field takes.
std::map<std::string, std::string> fit_to_form(std::map<std::string, std::string> values,
                                               const std::vector<pdf::FormField>& fields);

}  // namespace edge::day
