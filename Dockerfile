# One image for migrate, web, worker and beat: see docker-compose.yml.
FROM python:3.13-slim AS build
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.txt

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    BZPEER_NO_VENV=1 \
    DEBUG=0 \
    STATIC_ROOT=/srv/static
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/bzpeer
COPY . .
RUN SECRET_KEY=for-this-step-only python manage.py collectstatic --noinput \
    && install -d -o 10001 -g 10001 -m 700 .data/uploads
USER 10001:10001
EXPOSE 8000
