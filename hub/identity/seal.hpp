#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace hub::identity {

/// Seals secrets that the hub must read again (keys of second factors, secrets at providers), so
/// that who has the database has not got them: AES-256-GCM, as text "1." and base64 of
/// [nonce 12][ciphertext][tag 16]. The place is authenticated too: a value moved to another
/// record does not open. Any thread.
class Seal {
 public:
  /// Key from a file that only its owner may read; made at first use. Hubs on one database share
  /// it. Throws storage when it is readable by others, of another length, or cannot be made.
  static Seal from_file(const std::filesystem::path& path);
  /// Of 32 bytes; a random one lasts as long as this object.
  explicit Seal(std::string key);
  Seal();

  std::string close(std::string_view place, std::string_view plain) const;
  /// Throws storage when it was not sealed with this key and for this place.
  std::string open(std::string_view place, std::string_view sealed) const;
  /// HMAC-SHA-256 with a key of its own, as hex: what is handed out and must come back unchanged.
  std::string sign(std::string_view text) const;

 private:
  std::string key_;
};

}  // namespace hub::identity
