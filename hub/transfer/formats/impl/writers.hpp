#pragma once
#include "hub/transfer/formats/writers.hpp"

namespace hub::transfer::formats::impl {

std::unique_ptr<RecordWriter> make_xlsx_writer(std::vector<Column> columns, Sink sink,
                                               const std::string& scratch, const std::string& zone);
std::unique_ptr<RecordWriter> make_vcard_writer(Sink sink);
/// The record's texts in the order of the columns.
std::vector<std::string> cells_of(const nlohmann::json& record, const std::vector<Column>& columns);

}  // namespace hub::transfer::formats::impl
