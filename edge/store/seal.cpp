#include "edge/store/seal.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "edge/store/impl/files.hpp"

namespace edge::store {
namespace {

using common::Error;
using common::ErrorCode;

constexpr unsigned char format = 1;
constexpr std::size_t key_bytes = 32, nonce_bytes = 12, tag_bytes = 16,
                      head_bytes = 2 + nonce_bytes;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

/// OpenSSL 3 looks a cipher up by name at each use of EVP_aes_256_gcm(), which takes longer than
/// sealing a record: so once for all.
const EVP_CIPHER* cipher() {
  static const EVP_CIPHER* fetched = [] {
    auto found = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    if (!found) throw Error(ErrorCode::storage, "the cipher AES-256-GCM is missing");
    return found;
  }();
  return fetched;
}

/// Each thread's own, used again by each value; a key and a nonce are set at every use.
EVP_CIPHER_CTX* context() {
  thread_local const Context own(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  return own.get();
}

void check(int result, const char* doing) {
  if (result != 1)
    throw Error(ErrorCode::storage, std::string("cannot ") + doing + " a stored value");
}

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Seal Seal::from_file(const std::filesystem::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    if (errno != ENOENT)
      throw Error(ErrorCode::storage, "cannot read the data key " + path.string());
    auto key = common::random_bytes(key_bytes);
    write_durably(path, key, 0600);
    return Seal(key);
  }
  if ((info.st_mode & 077) != 0)
    throw Error(ErrorCode::storage, "the data key " + path.string() + " is readable by others");
  auto key = read_file(path);
  if (key.size() != key_bytes)
    throw Error(ErrorCode::storage, "the data key " + path.string() + " is damaged");
  return Seal(key);
}

Seal::Seal(std::string key)
    : key_(std::move(key)),
      blind_key_(common::sha256("blind|" + key_)),
      key_id_(static_cast<unsigned char>(common::sha256("id|" + key_)[0])) {}

std::string Seal::close(std::string_view place, std::string_view plain) const {
  std::string sealed(head_bytes + plain.size() + tag_bytes, '\0');
  sealed[0] = static_cast<char>(format);
  sealed[1] = static_cast<char>(key_id_);
  auto nonce = common::random_bytes(nonce_bytes);
  std::memcpy(sealed.data() + 2, nonce.data(), nonce_bytes);
  auto* cipher_context = context();
  int length = 0;
  check(EVP_EncryptInit_ex(cipher_context, cipher(), nullptr, bytes_of(std::string_view(key_)),
                           bytes_of(std::string_view(nonce))),
        "seal");
  check(EVP_EncryptUpdate(cipher_context, nullptr, &length, bytes_of(place),
                          static_cast<int>(place.size())),
        "seal");
  check(EVP_EncryptUpdate(cipher_context, bytes_of(sealed) + head_bytes, &length, bytes_of(plain),
                          static_cast<int>(plain.size())),
        "seal");
  check(EVP_EncryptFinal_ex(cipher_context, bytes_of(sealed) + head_bytes + plain.size(), &length),
        "seal");
  check(EVP_CIPHER_CTX_ctrl(cipher_context, EVP_CTRL_GCM_GET_TAG, tag_bytes,
                            bytes_of(sealed) + head_bytes + plain.size()),
        "seal");
  return sealed;
}

std::string Seal::open(std::string_view place, std::string_view sealed) const {
  if (sealed.size() < head_bytes + tag_bytes || static_cast<unsigned char>(sealed[0]) != format ||
      static_cast<unsigned char>(sealed[1]) != key_id_)
    throw Error(ErrorCode::storage, "a stored value is damaged or of another key");
  auto body = sealed.substr(head_bytes, sealed.size() - head_bytes - tag_bytes);
  std::string tag(sealed.substr(sealed.size() - tag_bytes)), plain(body.size(), '\0');
  auto* cipher_context = context();
  int length = 0;
  check(EVP_DecryptInit_ex(cipher_context, cipher(), nullptr, bytes_of(std::string_view(key_)),
                           bytes_of(sealed.substr(2, nonce_bytes))),
        "open");
  check(EVP_DecryptUpdate(cipher_context, nullptr, &length, bytes_of(place),
                          static_cast<int>(place.size())),
        "open");
  check(EVP_DecryptUpdate(cipher_context, bytes_of(plain), &length, bytes_of(body),
                          static_cast<int>(body.size())),
        "open");
  check(EVP_CIPHER_CTX_ctrl(cipher_context, EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()), "open");
  check(EVP_DecryptFinal_ex(cipher_context, bytes_of(plain) + plain.size(), &length), "open");
  return plain;
}

std::string Seal::blind(std::string_view text) const {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  HMAC(EVP_sha256(), blind_key_.data(), static_cast<int>(blind_key_.size()), bytes_of(text),
       text.size(), digest, &length);
  return {reinterpret_cast<const char*>(digest), 16};
}

}  // namespace edge::store
