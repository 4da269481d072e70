// Debian's libcurl brings GnuTLS along for protocols that overt does not speak; overt's TLS is
// OpenSSL's. GnuTLS prepares itself as soon as it is loaded, which takes 1 MiB of the 16 that the
// sender may take, unless the program says so by this name (gnutls.h, GNUTLS_SKIP_GLOBAL_INIT).
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" int _gnutls_global_init_skip();
extern "C" int _gnutls_global_init_skip() { return 1; }
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
