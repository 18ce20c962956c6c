# Two stages: everything is compiled in (SQLite, libpq, OpenSSL, the API pages), so the second needs nothing but libc.
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked --bin sanhui

FROM debian:bookworm-slim
# The folder must be there and theirs: a new volume takes its owner from it, and would be root's otherwise.
RUN useradd --system --uid 10001 --home /var/lib/sanhui --create-home sanhui && install -d -o sanhui -g sanhui -m 0700 /var/lib/sanhui/data
COPY --from=build /src/target/release/sanhui /usr/local/bin/sanhui
USER sanhui
WORKDIR /var/lib/sanhui
VOLUME /var/lib/sanhui/data
ENV SANHUI_LISTEN=0.0.0.0:8320 SANHUI_METRICS_LISTEN=0.0.0.0:8321 SANHUI_LOG_FORMAT=json
EXPOSE 8320 8321
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["sanhui", "ready"]
ENTRYPOINT ["sanhui"]
CMD ["serve"]
