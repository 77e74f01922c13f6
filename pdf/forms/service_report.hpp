#pragma once
#include <string>

namespace pdf {

/// The service report that comes with the product: an empty A4 form of two pages. Always the same
/// bytes. Fields (text unless said otherwise; T several lines):
///   company_name, company_address, job_number, report_date
///   customer_name, customer_contact, site_address T, equipment_name, equipment_serial,
///   technician_name, arrival_time, departure_time checklist_1_item .. checklist_8_item,
///   checklist_N_result (choice: "", "OK", "Defect", "Repaired", "Not applicable"),
///   checklist_N_remark findings T, work_done T part_1_number .. part_8_number, part_N_name,
///   part_N_quantity, part_N_price, part_N_amount labour_hours, labour_rate, labour_amount,
///   travel_amount, parts_amount, tax_amount, total_amount notes T, follow_up_required (checkbox),
///   follow_up_reason consent_text T (has a default), customer_signature (signature), signer_name,
///   signer_role, signed_date
std::string make_service_report_form();

inline constexpr int report_checklist_rows = 8;
inline constexpr int report_part_rows = 8;

}  // namespace pdf
