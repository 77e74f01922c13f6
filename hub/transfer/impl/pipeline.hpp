#pragma once
#include <deque>
#include <future>

#include "hub/transfer/impl/prepare.hpp"

namespace hub::transfer::impl {

/// Reads a file's rows and prepares them by batches on a few threads, some batches ahead of whoever
/// takes them; in order. One thread takes.
class Pipeline {
 public:
  Pipeline(store::Store& store, const Settings& settings, const Converter& converter,
           formats::RowReader& rows);
  /// The next batch; empty at the end. `first` rows are passed over by `skip`.
  Batch next();
  void skip(std::int64_t count);

 private:
  void fill();
  store::Store& store_;
  const Settings& settings_;
  const Converter& converter_;
  formats::RowReader& rows_;
  std::size_t ahead_;
  bool ended_ = false;
  std::exception_ptr broken_;  // the file cannot be read on; told when what was before it is taken
  std::deque<std::future<Batch>> batches_;
};

}  // namespace hub::transfer::impl
