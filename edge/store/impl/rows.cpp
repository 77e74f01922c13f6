#include "edge/store/impl/rows.hpp"

#include "common/error/error.hpp"

namespace edge::store {

Pack& Pack::number(std::uint64_t value) {
  while (value >= 0x80) {
    bytes_ += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  bytes_ += static_cast<char>(value);
  return *this;
}

Pack& Pack::text(std::string_view value) {
  number(value.size());
  bytes_ += value;
  return *this;
}

std::uint64_t Unpack::number() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    if (bytes_.empty()) break;
    auto byte = static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw common::Error(common::ErrorCode::storage, "a stored value ends too early");
}

std::string Unpack::text() {
  auto size = number();
  if (size > bytes_.size())
    throw common::Error(common::ErrorCode::storage, "a stored value ends too early");
  std::string value(bytes_.substr(0, size));
  bytes_.remove_prefix(size);
  return value;
}

std::string LogRow::format() const {
  Pack pack;
  pack.number(epoch)
      .number(next)
      .number(acked)
      .number(settled)
      .number(logical)
      .text(chain_hash)
      .text(incarnation);
  pack.number(technicians.size());
  for (auto& one : technicians) pack.text(one);
  pack.number(marks.size());
  for (auto& mark : marks) pack.number(mark.at).number(mark.acked);
  return pack.take();
}

LogRow LogRow::parse(std::string_view bytes) {
  Unpack unpack(bytes);
  LogRow row;
  row.epoch = static_cast<std::uint32_t>(unpack.number());
  row.next = unpack.number();
  row.acked = unpack.number();
  row.settled = unpack.number();
  row.logical = unpack.number();
  row.chain_hash = unpack.text();
  row.incarnation = unpack.text();
  for (auto count = unpack.number(); count > 0; --count) row.technicians.push_back(unpack.text());
  if (unpack.at_end()) return row;  // of a release before
  for (auto count = unpack.number(); count > 0; --count) {
    auto at = unpack.number();
    row.marks.push_back({at, unpack.number()});
  }
  return row;
}

std::string FormerRow::format() const {
  return Pack().number(at).text(operation).take();
}

FormerRow FormerRow::parse(std::string_view bytes) {
  Unpack unpack(bytes);
  FormerRow row;
  row.at = unpack.number();
  row.operation = unpack.text();
  return row;
}

std::string PressRow::format() const {
  return Pack().number(logical).text(request).text(record).take();
}

PressRow PressRow::parse(std::string_view bytes) {
  Unpack fields(bytes);
  PressRow row;
  row.logical = fields.number();
  row.request = fields.text();
  row.record = fields.text();
  return row;
}

std::string OperationRow::format() const {
  Pack pack;
  pack.text(encoded)
      .text(actor.tenant)
      .text(actor.user)
      .text(actor.name)
      .text(actor.technician)
      .text(actor.device);
  pack.number(actor.system ? 1 : 0).number(actor.roles.size());
  for (auto& role : actor.roles) pack.text(role);
  pack.number(numbers.size());
  for (auto& number : numbers) pack.text(number);
  return pack.take();
}

OperationRow OperationRow::parse(std::string_view bytes) {
  Unpack unpack(bytes);
  OperationRow row;
  row.encoded = unpack.text();
  row.actor.tenant = unpack.text();
  row.actor.user = unpack.text();
  row.actor.name = unpack.text();
  row.actor.technician = unpack.text();
  row.actor.device = unpack.text();
  row.actor.system = unpack.number() != 0;
  for (auto count = unpack.number(); count > 0; --count) row.actor.roles.insert(unpack.text());
  for (auto count = unpack.number(); count > 0; --count) row.numbers.push_back(unpack.text());
  return row;
}

std::string Store::Scope::format() const {
  return Pack().number(generation).number(position).text(hash).take();
}

Store::Scope Store::Scope::parse(std::string_view bytes) {
  Unpack unpack(bytes);
  Scope scope;
  scope.generation = unpack.number();
  scope.position = unpack.number();
  scope.hash = unpack.text();
  return scope;
}

std::string Store::BlobRow::format() const {
  return Pack()
      .number(size)
      .number(have)
      .number(durable ? 1 : 0)
      .number(static_cast<std::uint64_t>(created))
      .text(mime)
      .take();
}

Store::BlobRow Store::BlobRow::parse(std::string_view bytes) {
  Unpack unpack(bytes);
  BlobRow row;
  row.size = unpack.number();
  row.have = unpack.number();
  row.durable = unpack.number() != 0;
  row.created = static_cast<std::int64_t>(unpack.number());
  row.mime = unpack.text();
  return row;
}

}  // namespace edge::store
