FROM rust:1.95-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN cargo build --release --locked --bin communique

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home-dir /var/lib/communique --create-home communique
COPY --from=build /src/target/release/communique /usr/local/bin/communique
USER communique
WORKDIR /var/lib/communique
ENV COMMUNIQUE_DATA_DIR=/var/lib/communique/data COMMUNIQUE_LISTEN=0.0.0.0:8080
EXPOSE 8080
CMD ["communique", "serve"]
