#include "hub/transfer/impl/pipeline.hpp"

#include <algorithm>
#include <thread>

#include "common/error/error.hpp"

namespace hub::transfer::impl {

Pipeline::Pipeline(store::Store& store, const Settings& settings, const Converter& converter,
                   formats::RowReader& rows)
    : store_(store),
      settings_(settings),
      converter_(converter),
      rows_(rows),
      ahead_(std::clamp<std::size_t>(std::thread::hardware_concurrency(), 2, 6)) {}

void Pipeline::skip(std::int64_t count) {
  formats::Row row;
  while (count > 0 && rows_.next(row)) --count;
}

void Pipeline::fill() {
  while (!ended_ && batches_.size() < ahead_) {
    std::vector<formats::Row> rows;
    try {
      formats::Row row;
      while (rows.size() < rows_per_batch && rows_.next(row)) rows.push_back(std::move(row));
      ended_ = rows.size() < rows_per_batch;
    } catch (const common::Error&) {
      broken_ = std::current_exception();
      ended_ = true;
    }
    if (!rows.empty())
      batches_.push_back(std::async(std::launch::async, prepare, std::ref(store_),
                                    std::cref(settings_), std::cref(converter_), std::move(rows)));
  }
}

Batch Pipeline::next() {
  fill();
  if (batches_.empty()) {
    if (broken_) std::rethrow_exception(broken_);
    return {};
  }
  auto batch = batches_.front().get();
  batches_.pop_front();
  fill();
  return batch;
}

}  // namespace hub::transfer::impl
