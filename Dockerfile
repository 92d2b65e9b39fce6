FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
# The versions of Debian's packages are those of the base image's release; pinning them would break the build at each security update.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
COPY . .
# The folders of downloads and of compiled packages outlive a build, so that a change of one line does not compile everything anew.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --bin communique \
    && install -D -m 0755 target/release/communique /out/communique

FROM debian:bookworm-slim
# Certificates are for identity providers and databases that are reached by TLS.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 65532 communique \
    && useradd --system --uid 65532 --gid 65532 --home-dir /var/lib/communique --shell /usr/sbin/nologin communique \
    && install -d -m 0750 -o 65532 -g 65532 /var/lib/communique
COPY --from=build /out/communique /usr/local/bin/communique
USER 65532:65532
WORKDIR /var/lib/communique
ENV COMMUNIQUE_DATA_DIR=/var/lib/communique/data \
    COMMUNIQUE_LISTEN=0.0.0.0:8080 \
    COMMUNIQUE_LOG_FORMAT=json
EXPOSE 8080
VOLUME /var/lib/communique
STOPSIGNAL SIGTERM
# There is no curl in the image: bash itself opens the connection.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["communique"]
CMD ["serve"]
